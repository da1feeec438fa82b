"""Opens the received files, mails and archives, and finds out by its bytes what each file is."""
