import Counseling
import Practice
import RecordRoom

// Break-glass, asked and said.
extension CommandContext {
    /// A reason or a finding out of a script's document; nil where a person is to be asked.
    func glassText(_ from: String?, _ field: String) throws -> GlassText? {
        if let document = try document(from) { return try GlassText.read(json: document, field: field) }
        try requireTerminal(orField: field)
        return nil
    }

    func askGlassText(
        _ question: Sentence, _ field: String, _ job: UnfinishedText, in practice: OpenPractice
    ) throws -> GlassText {
        try form(job, in: practice).answer(field, question, isWords: true) {
            try GlassText($0, at: field == "reason" ? "reason" : "finding")
        }
    }

    /// A case by its id, or by the client whose only case it is. What lies in a client's file is told by identifiers alone:
    /// who asks need not be able to open it.
    func glassCase(_ typed: String, in practice: OpenPractice) throws -> Identifier<CounselingCase> {
        let id = try meant(typed, .cases, .clients, in: practice)
        let cases = ClientCode.prefix(in: id) == id ? try practice.room.cases(matching: id) : []
        let clients = try practice.room.clients(matching: id)
        guard cases.isEmpty, let client = clients.first, clients.count == 1 else {
            return try one(cases + clients.map { try Identifier(hex: $0.hex) }, typed: typed)
        }
        let found = try one(practice.room.cases(in: client), typed: typed)
        try announce(.glassCaseChosen, ["id": found.shortForm(characters: Identifier<CounselingCase>.shortestForm)])
        return found
    }

    func glasses(in practice: OpenPractice) throws -> [GlassEntry] {
        try practice.room.visit(for: ListingGlass.self, about: .practice) { try $0.all() }
    }

    /// The one that a word or row number means.
    /// - Parameter act: what is wanted of it: whom it does not concern is refused as what they came for
    func glass(
        _ typed: String, in practice: OpenPractice, _ act: (Identifier<BreakGlass>) throws -> Void = { _ in }
    ) throws -> GlassEntry {
        let all = try glasses(in: practice)
        let prefix = try meant(typed, .glasses, in: practice)
        let id = try one(practice.room.glasses(matching: prefix), typed: typed)
        guard let entry = all.first(where: { $0.id == id }) else {
            try act(id)
            throw RoomError.notFound(.glass)
        }
        return entry
    }

    // MARK: words

    func reader(_ entry: GlassEntry) -> String {
        guard let member = entry.readerMember else { return entry.reader.shortForm(characters: 4) }
        return "\(member.shortName.text) (\(member.fullName.text))"
    }

    func say(_ state: GlassEntry.State) -> String {
        switch state {
        case .asked: say(.glassStateAsked)
        case .lapsed: say(.glassStateLapsed)
        case .open: say(.glassStateOpen)
        case .over: say(.glassStateOver)
        case .ahead: say(.glassStateAhead)
        }
    }

    func until(_ entry: GlassEntry, _ practice: OpenPractice) throws -> String {
        guard let until = entry.times?.until else { return "?" }
        return try times(practice).table(until.date)
    }

    private func isOverdue(_ entry: GlassEntry) throws -> Bool {
        guard entry.isBroken, entry.reviewedBy.isEmpty else { return false }
        return try entry.times.map { try $0.reviewDue < .now } ?? true
    }

    /// How the review stands, in a cell.
    func review(_ entry: GlassEntry, _ times: TimeText) throws -> String {
        guard entry.isBroken else { return "" }
        guard entry.reviewedBy.isEmpty else { return say(.glassReviewDone) }
        let due = try entry.times.map { times.table(try $0.reviewDue.date) } ?? "?"
        return say(try isOverdue(entry) ? .glassReviewOverdue : .glassReviewDue, ["due": due])
    }

    func lines(_ entry: GlassEntry, _ practice: OpenPractice) throws -> [String] {
        let everyone = try practice.room.visit(for: ListingStaff.self, about: .practice) { try $0.everyone() }
        let times = try times(practice)
        var pairs = [
            (say(.headingID), entry.id.shortForm(characters: 4)), (say(.headingGlassReader), reader(entry)),
            (say(.headingAsked), entry.times.map { times.table($0.at.date) } ?? "?"),
            (say(.headingUntil), try until(entry, practice)),
            (say(.headingStanding), say(entry.state)), (say(.headingApprovedBy), names(entry.approved, everyone)),
            (say(.headingShares), "\(entry.released.count)/\(entry.needed)"),
        ]
        if let id = entry.caseID { pairs.insert((say(.headingCase), id.shortForm(characters: 4)), at: 2) }
        if let reason = entry.reason { pairs.append((say(.headingGlassReason), reason.text)) }
        if entry.isBroken { pairs.append((say(.headingReview), try review(entry, times))) }
        for finding in entry.findings { pairs.append((say(.headingFinding), finding.finding.text)) }
        return KeyValueLayout(pairs: pairs).lines(width: terminal.layoutWidth)
    }

    func json(_ entry: GlassEntry, _ practice: OpenPractice) throws -> JSONValue {
        let times = try times(practice)
        func people(_ ids: Set<Identifier<Person>>) -> JSONValue {
            .array(ids.map(\.hex).sorted().map { .string($0) })
        }
        return .object([
            "id": .string(entry.id.hex), "case": .optional(entry.caseID?.hex), "by": .string(entry.reader.hex),
            "shortName": .optional(entry.readerMember?.shortName.text),
            "fingerprint": .string(words(entry.fingerprint)),
            "at": .optional(entry.times.map { times.rfc3339($0.at.date) }),
            "until": .optional(entry.times.map { times.rfc3339($0.until.date) }),
            "reason": .optional(entry.reason?.text), "approved": people(entry.approved),
            "released": people(entry.released), "needed": .number(entry.needed),
            "custodians": people(entry.custodians), "state": .string(entry.state.rawValue),
            "caseSpoiled": .boolean(entry.isCaseSpoiled), "isOpened": .boolean(entry.isOpened),
            "isAcknowledged": .boolean(entry.isAcknowledged),
            "reviewDue": .optional(
                entry.isBroken ? try entry.times.map { times.rfc3339(try $0.reviewDue.date) } : nil),
            "reviewOverdue": .boolean(try isOverdue(entry)), "reviewedBy": people(entry.reviewedBy),
            "voidReviews": people(entry.voidReviews),
            "findings": .array(
                entry.findings.map {
                    .object([
                        "at": .string(times.rfc3339($0.at.date)), "finding": .string($0.finding.text),
                    ])
                }),
        ])
    }

    // MARK: what stands on top

    /// What this person is to know of a glass that was broken. That it cannot be looked up does not keep them from their work, but
    /// where the file is not as it should be it is said.
    func tellGlass(_ practice: OpenPractice) throws {
        let looked = Result { try practice.room.glassNotices() }
        if case .failure(let error) = looked, FaultText(error, catalogue).status == .integrity {
            try announceLine(say(.glassTopUnknown, ["person": practice.identity.shortName]), tone: .warning)
        }
        guard case .success(let notices) = looked else { return }
        let times = try times(practice)
        for entry in notices.own {
            let arguments = [
                "id": entry.id.shortForm(characters: 4), "person": reader(entry),
                "case": entry.caseID?.shortForm(characters: 4) ?? "?",
                "time": entry.times.map { times.table($0.at.date) } ?? "?", "until": try until(entry, practice),
                "count": "\(entry.released.count)", "limit": "\(entry.needed)",
            ]
            try announceLine(say(.glassTopOwn, arguments), tone: .warning)
        }
        for entry in notices.reviews {
            let arguments = [
                "id": entry.id.shortForm(characters: 4), "person": reader(entry),
                "time": entry.times.map { times.table($0.at.date) } ?? "?",
                "due": try entry.times.map { times.table(try $0.reviewDue.date) } ?? "?",
            ]
            let sentence: Sentence = try isOverdue(entry) ? .glassTopOverdue : .glassTopReview
            try announceLine(say(sentence, arguments), tone: .warning)
        }
        for line in spoiled(notices.own + notices.reviews, in: practice) { try announceLine(line, tone: .warning) }
    }

    /// What is not in order with what is shown of some.
    func spoiled(_ entries: [GlassEntry], in practice: OpenPractice) -> [String] {
        let kinds: [(Sentence, (GlassEntry) -> Bool)] = [
            (.glassCaseSpoiled, { $0.isCaseSpoiled }), (.glassReviewVoid, { !$0.voidReviews.isEmpty }),
        ]
        return kinds.compactMap { sentence, isSo in
            let ids = entries.filter(isSo).map { $0.id.shortForm(characters: 4) }
            guard !ids.isEmpty else { return nil }
            return say(sentence, ["ids": catalogue.list(ids), "person": practice.identity.shortName])
        }
    }

    /// What waits, in one line each, for `status` and `today`.
    func waitingGlass(_ practice: OpenPractice) throws -> [TodayNotice] {
        let notices = try practice.room.glassNotices()
        var result: [TodayNotice] = []
        if !notices.reviews.isEmpty {
            let overdue = try notices.reviews.filter { try isOverdue($0) }.count
            result.append(
                TodayNotice(
                    code: overdue > 0 ? "glass-reviews-overdue" : "glass-reviews",
                    text: say(
                        overdue > 0 ? .glassWaitingOverdue : .glassWaitingReview,
                        ["count": "\(notices.reviews.count)", "number": "\(overdue)"]),
                    ids: notices.reviews.map(\.id.hex)))
        }
        if !notices.own.isEmpty {
            result.append(
                TodayNotice(
                    code: "glass-broken", text: say(.glassWaitingOwn, ["count": "\(notices.own.count)"]),
                    ids: notices.own.map(\.id.hex)))
        }
        return result
    }

    /// For `status --json`, which tells what the lines on top tell people.
    func glassJSON(_ practice: OpenPractice) throws -> JSONValue {
        let notices = try practice.room.glassNotices()
        return .object([
            "toAcknowledge": .array(try notices.own.map { try json($0, practice) }),
            "toReview": .array(try notices.reviews.map { try json($0, practice) }),
        ])
    }
}
