"""Forms: texts and files of a request, read in memory. A form that is cut off leaves no file open."""

from aiohttp import BodyPartReader, web

from bot.emulator.calls import Upload
from bot.emulator.media import MAX_UPLOAD

MAX_FORM = MAX_UPLOAD + 1024 * 1024  # bytes: the largest file, and what is said about it


async def read_form(request: web.Request) -> tuple[dict[str, str], dict[str, Upload]]:
    """Texts and files of a form by the name of their field.

    Raises:
        ValueError: the form cannot be read.
        web.HTTPRequestEntityTooLarge: it holds more than `MAX_FORM` bytes.
    """
    if request.content_type != "multipart/form-data":
        return {name: str(value) for name, value in (await request.post()).items()}, {}
    texts: dict[str, str] = {}
    files: dict[str, Upload] = {}
    held = 0
    parts = await request.multipart()
    while (part := await parts.next()) is not None:
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise ValueError("each field of a form needs a name of its own")
        content = bytes(await part.read(decode=True))
        held += len(content)
        if held > MAX_FORM:
            raise web.HTTPRequestEntityTooLarge(MAX_FORM, held)
        if part.filename:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            files[part.name] = Upload(part.filename, mime, content)
        else:
            texts[part.name] = content.decode()
    return texts, files
