"""The moving figure: from poses in the movements' files to short silent clips, one for each step and side.

Poses: `content.schema.figure`. Motion: `content.media.motion`. Joint angles to bones: `kinematics`. Drawing: `scene`,
`raster`. Ranges of joints: `anatomy`. Only drawing needs the `figures` extra; the bot sends the finished clips.
"""
