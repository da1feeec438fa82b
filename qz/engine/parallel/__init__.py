"""Work for an executor: batches in order, large values sent once to each process, many values stored packed."""
