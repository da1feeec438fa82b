"""The rows of the programme's sheets, each guessed from the words of the document that it rests on."""
