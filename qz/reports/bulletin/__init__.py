"""通报.docx: the draft of the bulletin."""
