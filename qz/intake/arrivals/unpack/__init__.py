"""Archives and letters that need a library of their own, opened in a process of its own: a module a kind."""
