import Counseling
import Practice
import RecordRoom

// Keeping and disposing, asked and said.
extension CommandContext {
    /// What is kept and disposed of: a case by its id, or a client's file by the client's code. The mark of a code leaves no doubt
    /// which is meant; without it both are looked at.
    func kept(_ typed: String, in practice: OpenPractice) throws -> DisposalTarget {
        let id = try meant(typed, .cases, .clients, .disposals, in: practice)
        let cases = ClientCode.prefix(in: id) == id ? try practice.room.cases(matching: id) : []
        let clients = try practice.room.clients(matching: id)
        let found = try one(cases + clients.map { try Identifier(hex: $0.hex) }, typed: typed)
        return cases.contains(found) ? .counselingCase(found) : .client(try Identifier(hex: found.hex))
    }

    /// How it is typed and shown.
    func code(_ target: DisposalTarget) -> String { codes([target])[0] }

    func codes(_ targets: [DisposalTarget]) -> [String] {
        let cases = targets.compactMap { if case .counselingCase(let id) = $0 { id } else { nil } }
        let clients = targets.compactMap { if case .client(let id) = $0 { id } else { nil } }
        let caseCharacters = max(Identifier.charactersNeeded(among: cases), Identifier<CounselingCase>.shortestForm)
        let clientCharacters = max(Identifier.charactersNeeded(among: clients), Identifier<Client>.shortestForm)
        return targets.map {
            switch $0 {
            case .counselingCase(let id): id.shortForm(characters: caseCharacters)
            case .client(let id): ClientCode(of: id, characters: clientCharacters).description
            }
        }
    }

    /// "case 4F2K" or "the file of client C-4F2K", for sentences.
    func name(_ target: DisposalTarget) -> String {
        if case .client = target { return say(.retentionNameFile, ["client": code(target)]) }
        return say(.retentionNameCase, ["id": code(target)])
    }

    /// Under which member documents name it.
    func key(_ target: DisposalTarget) -> String { if case .client = target { "client" } else { "case" } }

    func say(_ entry: RetentionEntry) -> String {
        guard case .client = entry.target else { return say(entry.standing) }
        switch entry.standing {
        case .open: return say(.retentionFileOpen)
        case .closingUnknown: return say(.retentionFileUnknown)
        case .due, .toNotify, .notified, .kept, .birthUnknown, .disposed: return say(entry.standing)
        }
    }

    /// A day as people write it; nil where none was given.
    func retentionDay(_ typed: String?, in practice: OpenPractice) throws -> CalendarDate? {
        try typed.map { try NaturalTime.readDay($0, at: "on", now: .now, in: clock(practice)) }
    }

    func say(_ standing: RetentionStanding) -> String {
        let until = standing.period?.keepUntil.text ?? "?"
        switch standing {
        case .open: return say(.retentionOpen)
        case .closingUnknown: return say(.retentionClosingUnknown)
        case .birthUnknown: return say(.retentionBirthUnknown)
        case .kept(let period):
            return say(period.reason == .minority ? .retentionKeptMinor : .retentionKept, ["date": until])
        case .toNotify: return say(.retentionToNotify, ["date": until])
        case .notified(_, let day): return say(.retentionNotified, ["date": day.text])
        case .due: return say(.retentionDue, ["date": until])
        case .disposed: return say(.valueDisposed)
        }
    }

    /// Why the law wins, in a sentence; nil where it does not stand in the way.
    func reason(_ entry: RetentionEntry, _ schedule: RetentionSchedule) -> String? {
        let isFile = if case .client = entry.target { true } else { false }
        switch entry.standing {
        case .open: return say(isFile ? .retentionReasonFileOpen : .retentionReasonOpen)
        case .closingUnknown: return say(isFile ? .retentionReasonFileUnknown : .retentionReasonClosing)
        case .birthUnknown: return say(.retentionReasonBirth)
        case .kept(let period):
            let arguments = [
                "date": period.keepUntil.text, "closed": period.closed.text, "years": "\(schedule.years)",
                "number": "\(schedule.minorYears)",
            ]
            let law: Sentence
            if isFile, period.reason == .closing { return say(.retentionReasonFileKept, arguments) }
            switch (schedule.jurisdiction, period.reason) {
            case (_, .minority): law = .retentionReasonMinor
            case (.mainland, .closing): law = .retentionReasonMainland
            case (.elsewhere, .closing): law = .retentionReasonElsewhere
            }
            return say(law, arguments)
        case .toNotify: return say(.retentionReasonNotice, ["days": "\(schedule.noticeDays)"])
        case .notified(_, let day): return say(.retentionReasonNoticeRuns, ["date": day.text])
        case .due: return entry.holds > 0 ? say(.retentionReasonHeld) : nil
        case .disposed: return say(.retentionRuleDisposed)
        }
    }

    func json(_ entry: RetentionEntry, _ schedule: RetentionSchedule) -> JSONValue {
        let period = entry.standing.period
        let isReady: Bool = if case .due = entry.standing { entry.holds == 0 } else { false }
        return .object([
            "id": .string(entry.target.hex), "client": .string(entry.client.id.hex),
            "clientName": .string(entry.client.profile.name.text), "standing": .string(entry.standing.word),
            "closed": .optional(period?.closed.text), "keepUntil": .optional(period?.keepUntil.text),
            "because": .optional(period?.reason.rawValue), "notice": .optional(entry.record?.notice?.text),
            "collected": .optional(entry.record?.collected?.text),
            "deletionRequests": .number(entry.record?.requests.count ?? 0), "holds": .number(entry.holds),
            "disposable": .boolean(isReady), "reason": .optional(reason(entry, schedule)),
        ])
    }

    func json(_ schedule: RetentionSchedule) -> JSONValue {
        .object([
            "jurisdiction": .string(schedule.jurisdiction.rawValue), "years": .number(schedule.years),
            "minorYears": .number(schedule.minorYears), "noticeDays": .number(schedule.noticeDays),
            "since": .optional(schedule.since?.text), "reviewed": .optional(schedule.reviewed?.text),
            "reviewedBy": .optional(schedule.reviewedBy?.hex),
        ])
    }

    func say(_ schedule: RetentionSchedule) -> String {
        say(
            .retentionSchedule,
            [
                "place": say(schedule.jurisdiction == .mainland ? .valueMainland : .valueElsewhere),
                "years": "\(schedule.years)", "number": "\(schedule.minorYears)", "days": "\(schedule.noticeDays)",
            ])
    }

    /// What waits, in one line each, for `status` and `today`.
    /// - Parameter roles: of whoever acts; nil where they are still to be looked up
    func waitingRetention(_ practice: OpenPractice, _ roles: Set<Role>?) throws -> [TodayNotice] {
        var result: [TodayNotice] = []
        let restored = try practice.restoredDisposals()
        if !restored.isEmpty {
            result.append(
                TodayNotice(
                    code: "disposals-restored",
                    text: say(.disposalRestored, ["count": "\(restored.count)", "cases": shown(restored)]),
                    ids: restored.map(\.hex)))
        }
        if practice.isSweepOwed {
            result.append(TodayNotice(code: "disposal-sweep-owed", text: say(.disposalSweepOwed), ids: []))
        }
        let waiting = try practice.room.disposalsToApprove()
        if !waiting.isEmpty {
            result.append(
                TodayNotice(
                    code: "disposals-to-approve",
                    text: say(.disposalWaits, ["count": "\(waiting.count)", "cases": shown(waiting)]),
                    ids: waiting.map(\.hex)))
        }
        let roles = try roles ?? practice.room.ownEntry().member.roles
        if roles.contains(.director),
            try practice.room.retentionSchedule().isReviewDue(on: clock(practice).day(of: .now))
        {
            result.append(TodayNotice(code: "archive-review", text: say(.retentionReviewDue), ids: []))
        }
        return result
    }

    /// That files were disposed of, by code, where clients are listed: none of them is found by name any more.
    func filesGone(_ practice: OpenPractice) throws -> [String] {
        let all = try practice.room.disposedFiles()
        guard !all.isEmpty else { return [] }
        // The last ones; 'tacet disposal list' has them all.
        let gone = all.sorted { ($1.at?.secondsSince1970 ?? 0) < ($0.at?.secondsSince1970 ?? 0) }.prefix(10)
        let clock = try clock(practice)
        let codes = codes(gone.map { .client($0.client) })
        let told = zip(codes, gone).map { code, file in
            say(.disposalFileOn, ["client": code, "date": file.at.map { clock.day(of: $0).text } ?? "?"])
        }
        return [say(.disposalFilesGone, ["count": "\(all.count)", "clients": catalogue.list(told)])]
    }

    /// When a client's file was disposed of, before what is wanted of it is refused.
    func announceGone(_ client: Identifier<Client>, in practice: OpenPractice) throws {
        guard let gone = try practice.room.disposedFiles().first(where: { $0.client == client }) else { return }
        let day = try gone.at.map { try clock(practice).day(of: $0).text } ?? "?"
        try announce(.disposalFileGoneOn, ["client": code(.client(client)), "date": day])
    }

    func filesGoneJSON(_ practice: OpenPractice) throws -> JSONValue {
        let times = try times(practice)
        return .array(
            try practice.room.disposedFiles().map {
                .object([
                    "id": .string($0.client.hex), "at": .optional($0.at.map { times.rfc3339($0.date) }),
                ])
            })
    }

    func shown(_ targets: [DisposalTarget]) -> String { catalogue.list(codes(targets)) }
}
