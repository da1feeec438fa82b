"""Ways to damage bytes, of a zip or of one part.

Each gives the new bytes, the spans of the old ones that it changed, and its name.
"""

from random import Random


class Dice(Random):
    """Chance, with a liking for the places where inputs stand: ``near``, where there are any."""

    near = ()

    def place(self, body):
        """A place in a part's bytes."""
        if self.near and self.randrange(3) == 0:
            return max(0, self.choice(self.near)[0][0] - self.randrange(40))
        return self.randrange(len(body))


def flip(rng, body):
    changed = bytearray(body)
    places = [rng.place(body) for _ in range(rng.choice((1, 1, 1, 2, 8)))]
    for place in places:
        near = changed[place] ^ (1 << rng.randrange(8))
        changed[place] = rng.choice((near, rng.randrange(256), rng.choice(b'0159"<>& /A')))
    return bytes(changed), [(place, place + 1) for place in places], f"flip {places}"


def truncate(rng, body):
    place = rng.place(body)
    return body[:place], [(place, len(body))], f"truncate {place}"


def cut(rng, body):
    start = rng.place(body)
    end = min(len(body), start + rng.choice((1, 2, 7, 60, 900)))
    return body[:start] + body[end:], [(start, end)], f"cut {start}:{end}"


def double(rng, body):
    start = rng.place(body)
    end = min(len(body), start + rng.choice((1, 2, 7, 60, 900)))
    return body[:end] + body[start:end] + body[end:], [(end, end)], f"double {start}:{end}"


def swap(rng, body):
    size = rng.choice((1, 4, 30, 300))
    first, second = sorted(rng.randrange(max(1, len(body) - 2 * size)) for _ in range(2))
    second = max(second, first + size)
    new = body[:first] + body[second : second + size] + body[first + size : second] + body[first : first + size]
    return (
        new + body[second + size :],
        [(first, first + size), (second, second + size)],
        f"swap {first},{second}+{size}",
    )


def zero(rng, body):
    start = rng.place(body)
    end = min(len(body), start + rng.choice((4, 512, 4096)))
    return body[:start] + bytes(end - start) + body[end:], [(start, end)], f"zero {start}:{end}"


BYTES = (flip, flip, flip, truncate, cut, double, swap, zero)
