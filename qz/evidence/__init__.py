"""Evidence (佐证材料): what a unit can send evidence of, and what a received file is evidence of."""
