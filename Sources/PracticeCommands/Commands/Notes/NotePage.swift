import Counseling
import Foundation
import Practice
import RecordRoom

/// Notes as they are shown: rows of a list, pages, documents.
struct NotePage {
    let context: CommandContext
    let times: TimeText

    func standing(_ standing: NoteEntry.Standing) -> String {
        let sentence: Sentence =
            switch standing {
            case .draft: .valueDraft
            case .submitted: .valueSubmitted
            case .returned: .valueReturned
            case .cosigned: .valueCosigned
            case .signed: .valueSigned
            case .withdrawn: .valueWithdrawnNote
            }
        return context.say(sentence)
    }

    /// How a note stands, in a cell: a returned one as such also while it is written anew, a late entry marked.
    private func cell(_ entry: NoteEntry) -> String {
        guard entry.unheld == nil else { return marked(context.say(.valueUnheld), entry.body) }
        let standing = standing(entry.standingReturn == nil ? entry.standing : .returned)
        return marked(standing, entry.body)
    }

    private func marked(_ standing: String, _ body: NoteBody) -> String {
        context.catalogue.list([standing] + context.marks(lateEntry: body.isLateEntry, body.withoutConsent))
    }

    // MARK: lists

    /// Session notes first, private ones behind them, marked.
    func table(_ notes: [NoteEntry], _ personal: [PrivateNoteEntry], withCases: Bool) -> Table {
        let ids = notes.map(\.id) + personal.map(\.id)
        let characters = Identifier.charactersNeeded(among: ids)
        var headings: [Sentence] = [
            .headingID, .headingWritten, .headingTemplate, .headingStanding, .headingVersion, .headingAuthor,
        ]
        if withCases { headings.append(.headingCase) }
        let rows = notes.map { entry in
            [
                entry.id.shortForm(characters: characters), times.table(entry.body.writtenAt.date),
                context.template(entry.body.content.template), cell(entry), "\(entry.versions)",
                entry.author?.shortName.text ?? "", entry.body.caseID.shortForm(characters: 4),
            ]
        }
        let own = personal.map { entry in
            [
                entry.id.shortForm(characters: characters), times.table(entry.body.writtenAt.date), "",
                context.say(.valuePrivateNote), "\(entry.versions)", "", entry.body.caseID.shortForm(characters: 4),
            ]
        }
        return Table(
            columns: headings.map { Table.Column(heading: context.say($0)) },
            rows: (rows + own).map { Array($0.prefix(headings.count)) })
    }

    // MARK: pages

    /// - Parameter client: whose case it lies in, for whoever has it
    func lines(_ entry: NoteEntry, client: NamedClient? = nil) -> [String] {
        var pairs = head(entry, entry.body, version: entry.versions, client)
        pairs.insert((context.say(.headingStanding), cell(entry)), at: 1)
        var lines = KeyValueLayout(pairs: pairs).lines(width: context.terminal.layoutWidth)
        let doubts = context.lines(of: entry.timeDoubts, times)
        if !doubts.isEmpty { lines += [""] + doubts }
        for verdict in entry.verdicts { lines += said(verdict) }
        lines += text(entry.body)
        for addendum in entry.addenda {
            lines += ["", "\(context.say(.headingAddendum)) \(times.table(addendum.signedAt.date))", addendum.text]
        }
        return lines + versions(entry.history.map { ($0.versionAt, standing(of: $0.state)) })
    }

    /// An earlier version, alone.
    func lines(_ entry: NoteEntry, version: Int, client: NamedClient? = nil) -> [String] {
        let body = entry.history[version - 1]
        var pairs = head(entry, body, version: version, client)
        pairs.insert((context.say(.headingStanding), marked(standing(of: body.state), body)), at: 1)
        let doubts = context.lines(of: entry.timeDoubts, times)
        return KeyValueLayout(pairs: pairs).lines(width: context.terminal.layoutWidth)
            + (doubts.isEmpty ? [] : [""] + doubts)
            + entry.verdicts.filter { $0.version == version }.flatMap(said) + text(body)
    }

    func lines(_ entry: PrivateNoteEntry, version: Int) -> [String] {
        let body = entry.history[version - 1]
        let pairs = [
            (context.say(.headingID), entry.id.shortForm(characters: 4)),
            (context.say(.headingStanding), context.say(.valuePrivateNote)),
            (context.say(.headingCase), body.caseID.shortForm(characters: 4)),
            (context.say(.headingWritten), times.table(body.versionAt.date)),
            (context.say(.headingVersion), "\(version)"),
        ]
        return KeyValueLayout(pairs: pairs).lines(width: context.terminal.layoutWidth) + ["", body.text]
            + (version == entry.versions
                ? versions(entry.history.map { ($0.versionAt, context.say(.valuePrivateNote)) }) : [])
    }

    private func head(
        _ entry: NoteEntry, _ body: NoteBody, version: Int, _ client: NamedClient?
    ) -> [(String, String)] {
        var pairs = [
            (context.say(.headingID), entry.id.shortForm(characters: 4)),
            (context.say(.headingCase), body.caseID.shortForm(characters: 4)),
            (context.say(.headingAuthor), entry.author?.fullName.text ?? ""),
            (context.say(.headingWritten), times.table(body.writtenAt.date)),
        ]
        if let client { pairs.insert((context.say(.headingClient), client.called), at: 2) }
        if let session = body.content.session {
            pairs.append(
                (context.say(.headingSession), "\(times.table(session.start.date)) – \(times.table(session.end.date))"))
        }
        if let signed = body.signedAt {
            pairs.append(
                (context.say(body.state == .submitted ? .headingSubmitted : .headingSigned), times.table(signed.date)))
        }
        if case .withdrawn(let note) = body {
            pairs.append((context.say(.headingWithdrawn), times.table(note.withdrawnAt.date)))
            pairs.append((context.say(.headingWithdrawnFor), context.withdrawal(note.reason)))
        }
        return pairs + [(context.say(.headingVersion), "\(version)")]
    }

    private func text(_ body: NoteBody) -> [String] {
        var lines: [String] = []
        for section in body.content.sections {
            lines += ["", context.say(NoteCommand.question(section.key)), section.text]
        }
        if let feedback = body.content.feedback { lines += ["", context.say(.noteFormFeedback), feedback] }
        return lines
    }

    private func said(_ verdict: NoteVerdict) -> [String] {
        let arguments = [
            "person": verdict.supervisor?.fullName.text ?? "?", "time": times.table(verdict.at.date),
            "version": "\(verdict.version)",
        ]
        let line = context.say(verdict.verdict == .cosigned ? .noteCosignedBy : .noteReturnedBy, arguments)
        return ["", line] + (verdict.remark.map { [$0] } ?? [])
    }

    private func versions(_ all: [(UTCTime, String)]) -> [String] {
        guard all.count > 1 else { return [] }
        return ["", context.say(.headingVersions)]
            + all.enumerated().map { "\($0 + 1)  \(times.table($1.0.date))  \($1.1)" }
    }

    private func standing(of state: NoteBody.State) -> String {
        switch state {
        case .draft: standing(.draft)
        case .submitted: context.say(.valueHandedIn)
        case .signed: standing(.signed)
        case .withdrawn: standing(.withdrawn)
        }
    }

    // MARK: documents

    /// - Parameter client: whose case it lies in, for whoever has it
    func json(_ entry: NoteEntry, withText: Bool, client: NamedClient? = nil) -> JSONValue {
        var fields = fields(entry.body, withText: withText)
        if withText { fields.merge(CommandContext.json(client)) { $1 } }
        fields["id"] = .string(entry.id.hex)
        fields["state"] = .string(entry.standing.rawValue)
        fields["returned"] = .boolean(entry.standingReturn != nil)
        fields["withNobody"] = .boolean(entry.unheld != nil)
        fields["version"] = .number(entry.versions)
        fields["author"] = .optional(entry.author?.shortName.text)
        fields["private"] = .boolean(false)
        guard withText else { return .object(fields) }
        fields["authorName"] = .optional(entry.author?.fullName.text)
        // What is not as its author signed it is not shown at all.
        fields["signatureValid"] = entry.body.signedAt == nil ? .null : true
        fields["addenda"] = .array(
            entry.addenda.map {
                .object(["text": .string($0.text), "signed": .string(times.rfc3339($0.signedAt.date))])
            })
        fields["verdicts"] = .array(
            entry.verdicts.map {
                .object([
                    "verdict": .string($0.verdict.rawValue), "remark": .optional($0.remark),
                    "at": .string(times.rfc3339($0.at.date)), "supervisor": .optional($0.supervisor?.shortName.text),
                    "version": .number($0.version),
                ])
            })
        fields["timeDoubts"] = CommandContext.json(entry.timeDoubts, times)
        fields["versions"] = .array(
            entry.history.enumerated().map { version($0 + 1, $1.versionAt, $1.state.rawValue) })
        return .object(fields)
    }

    func json(_ entry: NoteEntry, version: Int, client: NamedClient?) -> JSONValue {
        var fields = fields(entry.history[version - 1], withText: true)
        fields.merge(CommandContext.json(client)) { $1 }
        fields["id"] = .string(entry.id.hex)
        fields["state"] = .string(entry.history[version - 1].state.rawValue)
        fields["version"] = .number(version)
        fields["author"] = .optional(entry.author?.shortName.text)
        fields["authorName"] = .optional(entry.author?.fullName.text)
        // An earlier version is what somebody wrote, not what they signed in the end.
        fields["signatureValid"] = .null
        fields["private"] = .boolean(false)
        fields["timeDoubts"] = CommandContext.json(entry.timeDoubts, times)
        return .object(fields)
    }

    func json(_ entry: PrivateNoteEntry, version: Int? = nil) -> JSONValue {
        let body = version.map { entry.history[$0 - 1] } ?? entry.body
        var fields: [String: JSONValue] = [
            "id": .string(entry.id.hex), "case": .string(body.caseID.hex), "private": .boolean(true),
            "version": .number(version ?? entry.versions), "written": .string(times.rfc3339(body.writtenAt.date)),
        ]
        guard version != nil else { return .object(fields) }
        fields["text"] = .string(body.text)
        fields["versions"] = .array(
            entry.history.enumerated().map { self.version($0 + 1, $1.versionAt, "private-note") })
        return .object(fields)
    }

    private func fields(_ body: NoteBody, withText: Bool) -> [String: JSONValue] {
        let content = body.content
        var fields: [String: JSONValue] = [
            "case": .string(body.caseID.hex), "template": .string(content.template.rawValue),
            "written": .string(times.rfc3339(body.writtenAt.date)),
            "signed": .optional(body.signedAt.map { times.rfc3339($0.date) }), "lateEntry": .boolean(body.isLateEntry),
            "withoutConsent": .boolean(body.withoutConsent),
        ]
        if case .withdrawn(let note) = body {
            fields["withdrawn"] = .string(times.rfc3339(note.withdrawnAt.date))
            fields["reason"] = .string(note.reason.rawValue)
        }
        guard withText else { return fields }
        fields["sections"] = .object(
            Dictionary(uniqueKeysWithValues: content.sections.map { ($0.key.rawValue, .string($0.text)) }))
        fields["feedback"] = .optional(content.feedback)
        fields["start"] = .optional(content.session.map { times.rfc3339($0.start.date) })
        fields["end"] = .optional(content.session.map { times.rfc3339($0.end.date) })
        return fields
    }

    private func version(_ number: Int, _ time: UTCTime, _ state: String) -> JSONValue {
        .object([
            "version": .number(number), "time": .string(times.rfc3339(time.date)), "state": .string(state),
        ])
    }
}
