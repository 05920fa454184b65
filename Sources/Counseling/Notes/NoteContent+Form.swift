extension NoteContent {
    /// The most bytes of a form: 8 MiB of text may take six times as many when every character is escaped.
    private static let formLimit = 64 << 20

    /// The content from the form that `tacet note write --from -` takes: the template's section keys (`"text"` for free
    /// text), or the same within `"sections"` as `note show --json` gives them, and `"start"`, `"end"` and `"feedback"` where
    /// there are any.
    ///
    /// - Parameters:
    ///   - json: UTF-8, at most 64 MiB.
    ///   - former: what is changed: what the form does not name stays as it is there, and an empty text takes it away.
    ///   - now: a session's end must not lie after it.
    ///   - readTime: how `start` and `end` are read; RFC 3339 unless the caller knows the practice's time zone and more.
    /// - Throws: `CounselingError` naming the field at fault; `start` and `end` come together or not at all.
    public static func read(
        json: [UInt8], template: NoteTemplate, changing former: NoteContent? = nil, now: UTCTime,
        readTime: (String) -> UTCTime? = { UTCTime(rfc3339: $0) }
    ) throws(CounselingError) -> NoteContent {
        let keys = template.sections
        let form = try FormReader(
            json: json, limit: formLimit,
            known: Set(keys.map(\.rawValue)).union(["start", "end", "feedback", "sections"]))
        let nested = try form.form("sections", known: Set(keys.map(\.rawValue)))
        var sections: [NoteSection] = []
        for key in keys {
            let (own, inner) = (try form.text(key.rawValue), try nested?.text(key.rawValue))
            guard own == nil || inner == nil else { throw .field(form.path(of: key.rawValue), .repeated) }
            if let text = own ?? inner ?? former?.sections.first(where: { $0.key == key })?.text {
                sections.append(NoteSection(key, text))
            }
        }
        let start = try time("start", of: form, readTime)
        let end = try time("end", of: form, readTime)
        var session: SessionTimes?
        switch (start, end) {
        case (nil, nil): session = former?.session
        case (nil, _?): throw .field("start", .missing)
        case (_?, nil): throw .field("end", .missing)
        case (let start?, let end?): session = try SessionTimes(start: start, end: end, now: now)
        }
        return try NoteContent(
            template: template, sections: sections, session: session,
            feedback: form.text("feedback") ?? former?.feedback)
    }

    private static func time(
        _ name: String, of form: FormReader, _ readTime: (String) -> UTCTime?
    ) throws(CounselingError) -> UTCTime? {
        guard let text = try form.text(name)?.trimmed(), !text.isEmpty else { return nil }
        guard let time = readTime(String(text)) else { throw .field(form.path(of: name), .malformed(.time)) }
        return time
    }
}
