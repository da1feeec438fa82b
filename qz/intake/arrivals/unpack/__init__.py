"""Archives and mails that need a library, opened in a separate process; one module for each kind."""
