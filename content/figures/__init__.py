"""The moving figure: poses from the movements' files to short silent clips, one for each step and side.

What a pose is: `shape`. How a body takes it: `kinematics`. How it moves: `motion`. How it is drawn: `scene`, `raster`.
Whether a healthy adult could do it: `anatomy`. Only the program that draws needs the `figures` extra; the bot sends
what lies finished in the library's folder.
"""
