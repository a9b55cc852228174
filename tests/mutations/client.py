"""Faults in the client that calls Telegram."""

from __future__ import annotations

from tests.mutations.mutation import mutation

HTTP1, TESTS = "bot/client/http1.py", "tests/bot/client/test_http1.py"

CLIENT = [
    mutation(
        "a call is written again when its connection breaks",
        HTTP1,
        "            return await connection.ask(call, silence)\n",
        "            try:\n                return await connection.ask(call, silence)\n"
        "            except CutOff:\n"
        "                return await (await self._open(wait, connect)).ask(call, silence)\n",
        f"{TESTS}::test_a_call_on_a_kept_connection_is_never_repeated",
        f"{TESTS}::test_many_calls_over_bad_connections_arrive_at_most_once",
    ),
    mutation(
        "a connection that broke after the call counts as surely not sent",
        HTTP1,
        '        self.close(CutOff("Disconnected" if exc is None',
        '        self.close(NotSent("Disconnected" if exc is None',
        f"{TESTS}::test_what_breaks_after_a_call_may_have_sent_it",
    ),
    mutation(
        "the connection of a cancelled call is kept",
        HTTP1,
        "            if self._answer is answer:  # the caller",
        "            if False:  # the caller",
        f"{TESTS}::test_a_call_that_is_cancelled_closes_its_connection",
    ),
    mutation(
        "an answer that nobody asked for leaves its connection free",
        HTTP1,
        "        if self._answer is None:  # the next call would take it for its own\n",
        "        if False:\n",
        f"{TESTS}::test_what_nobody_asked_for_closes_an_idle_connection",
    ),
    mutation(
        "a connection is kept that the server closes",
        HTTP1,
        "not self._parser.should_keep_alive() or ",
        "",
        f"{TESTS}::test_a_connection_that_is_not_to_be_kept",
    ),
    mutation(
        "a connection is kept on which half a call is still to be written",
        HTTP1,
        " or self._transport.get_write_buffer_size():",
        ":",
        f"{TESTS}::test_an_answer_before_the_whole_call_was_read_ends_the_connection",
    ),
    mutation(
        "a closed client sends what was waiting",
        HTTP1,
        "        if self._pool.closed or self not in",
        "        if self not in",
        f"{TESTS}::test_a_closed_client_sends_nothing",
    ),
    mutation(
        "a preliminary answer counts as the answer",
        HTTP1,
        "        if status < 200 or answer is None",
        "        if answer is None",
        f"{TESTS}::test_an_answer_in_any_form_and_in_any_pieces",
    ),
    mutation(
        "the head of an answer may have any length",
        HTTP1,
        "            if self._head_size > LONGEST_HEAD and",
        "            if False and",
        f"{TESTS}::test_what_breaks_after_a_call_may_have_sent_it",
    ),
    mutation(
        "any certificate is accepted",
        HTTP1,
        "        self._head = HEAD",
        "        if tls is not None:\n            tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE\n"
        "        self._head = HEAD",
        f"{TESTS}::test_a_stranger_gets_nothing",
    ),
]
