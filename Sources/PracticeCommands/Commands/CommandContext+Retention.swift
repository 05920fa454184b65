import Counseling
import Practice
import RecordRoom

// Keeping and disposing, asked and said.
extension CommandContext {
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
        switch entry.standing {
        case .open: return say(.retentionReasonOpen)
        case .closingUnknown: return say(.retentionReasonClosing)
        case .birthUnknown: return say(.retentionReasonBirth)
        case .kept(let period):
            let arguments = [
                "date": period.keepUntil.text, "closed": period.closed.text, "years": "\(schedule.years)",
                "number": "\(schedule.minorYears)",
            ]
            let law: Sentence
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
            "id": .string(entry.id.hex), "client": .string(entry.client.id.hex),
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

    func shown(_ ids: [Identifier<CounselingCase>]) -> String {
        catalogue.list(
            ids.map {
                $0.shortForm(
                    characters: max(Identifier.charactersNeeded(among: ids), Identifier<CounselingCase>.shortestForm))
            })
    }
}
