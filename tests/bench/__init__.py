"""`make bench`: how fast is the bot, what does it need, what does it lose, beside the bot that most would write?"""
