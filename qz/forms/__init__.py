"""The forms stage: one workbook a unit, laid out by ``qz.layout.form``, that a stranger can fill."""
