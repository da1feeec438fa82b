"""The engine room: what the house needs only for very many units, each part beside the plain path it stands in for.

A district has 21 units and needs nothing of this; a province has 1,500, the country 40,000. Each part stands behind one
seam, and beside it is a plain path that gives the same and that the tests hold it against.

``parallel``: batches through any executor, values shipped to each process once, values kept packed.
    Seam: functions that take an ``executor``. Plain path: no executor, and a dict or a tuple.
    Buys: 1.9 times the speed on two processors for reading and scoring; answers and scores of 40,000 units in a
    temporary file of 0.5 GiB where unpacked ones take ten times that in memory; what verifiers entered in 0.1 GiB, an
    eighth.
    May never change: results, their order, the findings about a file.

``cells``: a worksheet that puts cells into the writing library's own store, and whole rows as the bytes they become;
    a workbook whose parts are packed once.
    Seam: ``qz.workbook.write.book.Book.sheet``. Plain path: the library's worksheet.
    Buys: a third of the time of every workbook (a form 56 ms and not 86, on a slow machine); a table of any length in
    4 MiB. It is the one place that uses what the library keeps to itself.
    May never change: a byte of a sheet.

``forms``: blank forms put together from a template of their kind.
    Seam: ``qz.forms.blank_forms.BlankForms``. Plain path: that class itself, which builds each form.
    Buys: a form in 0.3 to 0.5 ms and not 17 to 30; a form as it is read back in 0.3 ms and not 20.
    May never change: a byte of any part of a form (how it is deflated may differ). A template that does not reproduce a
    form built straightforwardly, part for part, is not used.

``kept``: what a file came to, what a workbook was made of, and what a whole collect came to, noted by a digest of all
    it depends on.
    Seam: ``KeptTexts`` (or ``None``) handed to reading and to what writes a folder; for a whole collect
    ``KeptAssessment`` in ``qz.cli.last_assessment``, whose values are read when they are looked up (``KeptMapping``,
    ``KeptSequence``). Plain path: ``None``; ``qz.cli.assessed.collect``.
    Buys: a second collect reads what is new and writes what changed: of 1,500 units 22 processor seconds with one new
    return and 6 with nothing new, in place of 76. ``explain`` and ``mail`` read and score nothing: 0.4 and 4.
    May never change: a byte of a result, whatever lies in the folder; but a 告知书 that tells its unit the same keeps
    the number and time of the collect at which it last changed. What is kept is text that becomes a few known
    records or nothing, signed with the office's key; an office that has none yet keeps nothing, and whoever deletes the
    folder loses time.
"""
