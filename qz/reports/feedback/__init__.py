"""考核结果告知书: what each unit came to, told to that unit alone once everything of it is verified."""
