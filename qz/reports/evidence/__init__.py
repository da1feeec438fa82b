"""佐证材料.xlsx: every proof that came, by clause."""
