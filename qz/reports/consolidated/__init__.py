"""The consolidated workbook of a scorecard: 汇总, a sheet a unit, 数据来源."""
