"""Work for any executor: batches in order, big values shipped once, many values kept packed."""
