"""The moving figure: poses, drawing, and the clips that are shipped."""
