import ArgumentParser
import Counseling
import Practice
import RecordRoom

struct DisposalPrivateNotes: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "private", abstract: HelpLanguage.text(.helpDisposalPrivate),
            discussion: HelpLanguage.text(.helpDisposalPrivateMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionCase)) var `case`: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let target = try context.kept(self.case, in: practice)
            guard case .counselingCase(let id) = target else { throw RoomError.notFound(.counselingCase) }
            func propose() throws -> [PrivateNotesAfter] {
                try practice.room.visit(for: ProposingPrivateDisposal.self, about: target.subject) {
                    try $0.propose()
                }
            }
            let said: [PrivateNotesAfter]
            do { said = try propose() } catch RoomError.denied(rule: .notDue) {
                let arguments = ["id": context.code(target)]
                throw CommandFault(
                    .tryAgain, "not-due", .disposalPrivateEarly, arguments, hint: .disposalPrivateEarlyHint, arguments)
            }
            let waits = said.filter { $0.standing == .waits }
            let line: String
            if !waits.isEmpty {
                line = context.privateNamed(id, waits.reduce(0) { $0 + $1.notes })
            } else {
                line = context.say(
                    said.contains { $0.standing == .removed } ? .disposalPrivateGone : .disposalPrivateNone,
                    ["id": context.code(target)])
            }
            return Reply(
                lines: [line],
                json: .object([
                    "case": .string(target.hex),
                    "privateNotes": .array(try said.map { try context.json($0, practice) }),
                ]),
                remarks: waits.isEmpty ? [] : [context.say(.disposalPrivateNext, ["id": context.code(target)])])
        }
    }
}

// Private notes that go after the case they were about.
extension CommandContext {
    /// What was named of somebody's own.
    func privateNamed(_ id: Identifier<CounselingCase>, _ count: Int) -> String {
        say(.disposalPrivateNamed, ["id": code(.counselingCase(id)), "count": "\(count)"])
    }

    /// The second person's word under what authors said of their notes about a case that is gone.
    func approvePrivateNotes(_ seen: DisposalEntry, _ practice: OpenPractice) throws -> Reply {
        guard case .counselingCase(let id) = seen.target else { throw RoomError.denied(rule: .alreadyDisposed) }
        let own = try practice.room.ownEntry()
        let all = seen.privateNotes.filter { $0.standing == .waits }
        let waiting = all.filter { $0.author != own.id }
        if waiting.isEmpty || own.member.roles.isDisjoint(with: [.custodian, .committeeMember, .director]) {
            // Whoever may not is told so before they are asked.
            _ = try practice.approvePrivateDisposal(of: id, all.first?.id ?? "")
            throw RoomError.disposalOutdated
        }
        for one in waiting {
            try announce(.disposalPrivateApproveBefore, arguments(one, of: seen.target))
        }
        try confirm(.disposalApproveQuestion)
        let done = try waiting.map { try practice.approvePrivateDisposal(of: id, $0.id) }
        let entry = try practice.room.visit(for: ListingDisposals.self, about: .practice) { try $0.one(seen.target) }
        var remarks = [say(.disposalApproveNext, arguments(entry))]
        if practice.isSweepOwed { remarks.append(say(.disposalSweepOwed)) }
        return Reply(
            lines: done.map { say(.disposalPrivateApproved, arguments($0, of: seen.target)) },
            json: try json(entry, practice), remarks: remarks)
    }

    /// Private notes that changed since their author named them: nobody approves what was said of them before.
    func requireNotOutdated(_ seen: DisposalEntry, _ practice: OpenPractice) throws {
        guard seen.disposal != nil, let changed = seen.privateNotes.first(where: { $0.standing == .outdated }) else {
            return
        }
        // Whoever may not approve anything is told that first.
        let roles = try practice.room.ownEntry().member.roles
        guard !roles.isDisjoint(with: [.custodian, .committeeMember, .director]) else { return }
        throw CommandFault(
            .tryAgain, "private-notes-changed", .disposalPrivateOutdated, arguments(changed, of: seen.target),
            hint: .disposalPrivateOutdatedHint, arguments(changed, of: seen.target))
    }

    private func arguments(_ one: PrivateNotesAfter, of target: DisposalTarget) -> [String: String] {
        [
            "id": code(target), "person": one.member?.shortName.text ?? "?", "count": "\(one.notes)",
            "number": "\(one.rows)",
        ]
    }

    /// That something among the crises may be a card of the client whose file goes, and does not open.
    func tellClosedCards(_ entry: DisposalEntry) throws {
        guard entry.cardsClosed > 0 else { return }
        try announce(.disposalCardsClosed, ["count": "\(entry.cardsClosed)"])
    }

    func json(_ one: PrivateNotesAfter, _ practice: OpenPractice) throws -> JSONValue {
        let times = try times(practice)
        return .object([
            "id": .optional(one.id.isEmpty ? nil : one.id), "author": .string(one.author.hex),
            "shortName": .optional(one.member?.shortName.text), "isActive": .boolean(one.isActive),
            "standing": .string(one.standing.rawValue), "notes": .number(one.notes), "rows": .number(one.rows),
            "at": .optional(one.at.map { times.rfc3339($0.date) }),
            "approvedBy": .optional(one.approvedBy?.shortName.text),
        ])
    }

    /// What an author is to do about notes of their own, for `status` and `today`.
    func waitingPrivateNotes(_ cases: [Identifier<CounselingCase>]) -> [TodayNotice] {
        guard !cases.isEmpty else { return [] }
        let targets = cases.map { DisposalTarget.counselingCase($0) }
        return [
            TodayNotice(
                code: "private-notes-left",
                text: say(.disposalPrivateLeft, ["count": "\(cases.count)", "cases": shown(targets)]),
                ids: cases.map(\.hex))
        ]
    }
}

extension CertificatePage {
    /// What is known of private notes about a case, a line for each author.
    static func privateNotes(
        _ certificate: DisposalCertificate, _ catalogue: Catalogue, _ time: (UTCTime?) -> String,
        _ person: (Identifier<Person>, StaffMember?) -> String
    ) -> [String] {
        let notes = certificate.privateNotes
        guard !notes.isEmpty, case .counselingCase(let id) = certificate.entry.target else { return [] }
        return [catalogue.text(.certificatePrivate)]
            + notes.map { one in
                let sentence: Sentence =
                    switch one.standing {
                    case .removed: .certificatePrivateRemoved
                    case .waits: .certificatePrivateWaits
                    case .outdated: .certificatePrivateOutdated
                    case .none: .certificatePrivateNone
                    case .keepsNone: .certificatePrivateKeepsNone
                    case .silent: one.isActive ? .certificatePrivateSilent : .certificatePrivateLeft
                    }
                return catalogue.text(
                    sentence,
                    [
                        "name": person(one.author, one.member), "count": "\(one.notes)", "number": "\(one.rows)",
                        "time": time(one.at), "person": one.approvedBy?.fullName.text ?? "?",
                        "case": id.shortForm(characters: 8),
                    ])
            }
    }
}
