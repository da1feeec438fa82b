"""Two years' programmes held against each other: what was kept, added, dropped, reworded; who gained and lost what."""
