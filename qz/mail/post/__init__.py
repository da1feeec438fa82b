"""The office's own mailbox: letters out by SMTP, mails in by IMAP."""
