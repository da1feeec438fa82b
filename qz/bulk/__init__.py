"""Work in bulk: tasks through any executor, big values shipped once, many values kept small."""
