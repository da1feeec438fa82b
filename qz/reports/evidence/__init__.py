"""佐证材料.xlsx: all evidence that came, by clause."""
