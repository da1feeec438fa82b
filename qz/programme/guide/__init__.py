"""What the clerk reads about the programme workbook: 目录, the manual, the guide from sentences to kinds of rule."""
