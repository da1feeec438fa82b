"""The command line: joins the stages, and alone prints, exits and reads the clock."""
