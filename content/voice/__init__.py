"""The voice: lines to speech, bells by formula. For authors; the bot sends finished sounds.

Needs the extra `voice`. See docs/follow-along.md.
"""
