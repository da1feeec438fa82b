"""The consolidated workbook of a scorecard: 汇总, one sheet for each unit, 数据来源."""
