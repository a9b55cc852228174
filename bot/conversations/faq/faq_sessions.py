"""Frequent questions about sessions, what is around them, and the body: the ways on from each answer."""

from __future__ import annotations

from collections.abc import Mapping

from bot.understanding.wishes.wish_rules import Wish

SESSIONS: Mapping[str, tuple[Wish, ...]] = {
    # Around a session
    "before_or_after": (Wish.CUE, Wish.REMINDERS),
    "warm_up": (Wish.START,),
    "clothes": (Wish.START,),
    "mat": (Wish.POSITION,),
    "equipment": (Wish.START,),
    "places": (Wish.POSITION, Wish.START),
    "floor_space": (Wish.POSITION,),
    "own_music": (Wish.BY_STEPS,),
    "rest_between": (Wish.START,),
    "position_by_day": (Wish.POSITION,),
    "company": (Wish.SHARE, Wish.START),
    "slippery": (Wish.POSITION, Wish.SAFETY),
    "wobbly": (Wish.POSITION, Wish.SAFETY),
    "telegram": (Wish.HELP,),
    "colours": (Wish.TEXT_SIZE, Wish.SETTINGS),
    # How often, and what suits the body
    "how_often": (Wish.START, Wish.REMINDERS),
    "rest_day": (Wish.NOT_TODAY, Wish.REMINDERS),
    "overdoing": (Wish.SAFETY, Wish.NOT_TODAY),
    "sore_muscles": (Wish.PAIN, Wish.SAFETY),
    "with_a_cold": (Wish.UNWELL, Wish.SAFETY),
    "other_parts": (Wish.OTHER_MOVEMENT,),
    "wheelchair": (Wish.POSITION, Wish.SAFETY),
    "pregnant": (Wish.SETTINGS, Wish.SAFETY),
    "after_operation": (Wish.SETTINGS, Wish.SAFETY),
    "if_i_fall": (Wish.POSITION, Wish.SAFETY),
    "getting_up": (Wish.POSITION, Wish.SAFETY),
    "eyes": (Wish.LISTEN,),
    "felt_nothing": (Wish.IMPROVING, Wish.SAFETY),
    "note_pain": (Wish.SETTINGS, Wish.REPORT),
    # Which movement, and how much of it
    "all_movements": (Wish.OTHER_MOVEMENT,),
    "in_a_row": (Wish.START, Wish.OTHER_MOVEMENT),
    "plan_movement": (Wish.OTHER_MOVEMENT,),
    "never_this": (Wish.OTHER_MOVEMENT, Wish.SETTINGS),
    "how_chosen": (Wish.OTHER_MOVEMENT,),
    "best_for_me": (Wish.OTHER_MOVEMENT, Wish.SAFETY),
    "levels": (Wish.SETTINGS,),
    "gentle": (Wish.SETTINGS, Wish.SAFETY),
    "is_it_yoga": (Wish.ABOUT, Wish.SAFETY),
    # In a session, and after it
    "several_steps": (Wish.FOLLOW_ALONG, Wish.START),
    "all_steps": (Wish.FOLLOW_ALONG,),
    "count_with_me": (Wish.FOLLOW_ALONG, Wish.WAYS),
    "set_rounds": (Wish.SETTINGS,),
    "praise": (Wish.PROGRESS,),
    "doing_it_right": (Wish.START, Wish.SAFETY),
    "after_session": (Wish.START, Wish.PROGRESS),
    "does_it_count": (Wish.PROGRESS, Wish.START),
    # The figure, the film and the voice
    "who_is_figure": (Wish.PICTURES_OFF,),
    "figure_view": (Wish.PICTURES_ON,),
    "louder": (Wish.LISTEN, Wish.BY_STEPS),
    "other_voice": (Wish.BY_STEPS, Wish.SETTINGS),
    "film_controls": (Wish.FOLLOW_ALONG,),
    "film_stuck": (Wish.BY_STEPS, Wish.PICTURES_OFF),
    "save_film": (Wish.FOLLOW_ALONG, Wish.LISTEN),
}
