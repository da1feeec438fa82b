"""What arrived: files, mails and archives opened, and each told apart by its bytes."""
