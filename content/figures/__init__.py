"""The moving figure: poses from the movements' files to short silent clips, one for each step and side.

What a pose is: `content.schema.figure`. How it moves: `content.media.motion`. How a body takes it: `kinematics`. How it
is drawn: `scene`, `raster`. Whether a healthy adult could do it: `anatomy`. Only the program that draws needs the
`figures` extra; the bot sends what lies finished in the library's folder.
"""
