"""考核结果告知书: each unit's result, sent only to that unit, once all its values are verified."""
