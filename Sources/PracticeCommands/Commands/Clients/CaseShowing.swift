import ArgumentParser
import Counseling
import Practice
import RecordRoom

struct CaseShow: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: HelpLanguage.text(.appointmentHelpCaseShow))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionCase)) var `case`: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.looking { practice in
            let id = try context.counselingCase(`case`, in: practice)
            let times = try context.times(practice)
            let entry = try practice.room.visit(for: ReadingCase.self, about: .counselingCase(id)) {
                try $0.counselingCase()
            }
            let shown = entry.counselingCase
            let code = ClientCode(of: entry.client.id).description
            let pairs = [
                (context.say(.headingID), id.shortForm(characters: 4)),
                (context.say(.headingClient), "\(entry.client.profile.name.text) \(code)"),
                (context.say(.headingCounselor), entry.counselor?.fullName.text ?? ""),
                (context.say(.headingOpened), times.table(shown.opened.date)),
                (
                    context.say(.headingStanding),
                    context.say(
                        entry.isDisposed ? .valueDisposed : shown.state == .open ? .valueOpen : .valueClosed)
                ),
            ]
            return Reply(
                lines: KeyValueLayout(pairs: pairs).lines(width: context.terminal.layoutWidth),
                json: .object([
                    "id": .string(id.hex), "client": .string(entry.client.id.hex), "clientCode": .string(code),
                    "clientName": .string(entry.client.profile.name.text),
                    "counselor": .optional(entry.counselor?.shortName.text),
                    "opened": .string(times.rfc3339(shown.opened.date)), "state": .string(shown.state.rawValue),
                    "closed": .optional(shown.closed.map { times.rfc3339($0.date) }),
                    "disposed": .boolean(entry.isDisposed),
                ]))
        }
    }
}

struct CaseClose: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "close", abstract: HelpLanguage.text(.appointmentHelpCaseClose),
            discussion: HelpLanguage.text(.appointmentHelpCaseCloseMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionCase)) var `case`: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let id = try context.counselingCase(`case`, in: practice)
            let shown = ["id": id.shortForm(characters: 4)]
            let entry = try practice.room.visit(for: ReadingCase.self, about: .counselingCase(id)) {
                try $0.counselingCase()
            }
            // Whoever may not close it is told that, and not what else they may not see.
            let mayClose = !Set(try practice.room.ownEntry().member.roles).isDisjoint(with: [.director, .counselor])
            var left = 0
            if mayClose {
                if entry.counselingCase.state == .open {
                    left = try requireFinished(entry, in: practice, context)
                    if left > 0 { try context.announce(.caseCloseLeft, ["count": "\(left)"]) }
                    try tellWhomToAsk(entry, in: practice, context)
                    try tellAppointments(of: entry, in: practice, context)
                }
                try context.confirm(.appointmentCaseCloseQuestion, because: .appointmentCaseCloseBefore, shown)
            }
            try close(id, in: practice)
            return Reply(
                lines: [context.say(.appointmentCaseCloseAfter, shown)],
                json: .object([
                    "id": .string(id.hex), "state": .string(CaseState.closed.rawValue), "leftUnsigned": .number(left),
                ]))
        }
    }

    private func close(_ id: Identifier<CounselingCase>, in practice: OpenPractice) throws {
        do {
            try practice.room.visit(for: ClosingCase.self, about: .counselingCase(id)) { try $0.close() }
        } catch {
            guard case RoomError.denied(let rule) = error, [.notAssignedCounselor, .notDirector].contains(rule) else {
                throw error
            }
            throw CommandFault(.notAllowed, "denied", .caseRuleNotCloser, hint: .ruleLogged)
        }
    }

    /// What its people have still to finish keeps a case from being closed. What only somebody could sign who has it no more does not:
    /// it would keep it open for ever, and its time would never begin.
    /// - Returns: how many notes stay unsigned so
    private func requireFinished(
        _ entry: CaseEntry, in practice: OpenPractice, _ context: CommandContext
    ) throws -> Int {
        let id = entry.id
        // A director has no key to them; the counselor's are the counselor's to finish.
        let isOwn = entry.counselingCase.counselor == (try practice.room.ownEntry().id)
        let (unsigned, jots) =
            !isOwn
            ? ([], 0)
            : try practice.room.visit(for: ListingNotes.self, about: .counselingCase(id)) {
                (
                    try $0.notes().filter { ![.signed, .cosigned, .withdrawn].contains($0.standing) },
                    try $0.jots().count
                )
            }
        let here = Set(try practice.room.roll().filter { $0.standing != .ended }.map(\.id))
        let notes = unsigned.count { note in
            // What a trainee handed in before the case was passed on their supervisor can still co-sign.
            note.body.author == entry.counselingCase.counselor
                || (note.standing == .submitted && here.contains(note.body.author))
        }
        let flags = try practice.room.visit(for: ListingFlags.self, about: .practice) { try $0.ledger() }.flags
            .filter { $0.client == entry.client.id && $0.state != .resolved }.count
        let counts: [(Sentence, Int)] = [
            (.caseUnfinishedNotes, notes), (.caseUnfinishedJots, jots), (.caseUnfinishedFlags, flags),
        ]
        let open = counts.filter { $0.1 > 0 }.map { context.say($0.0, ["count": "\($0.1)"]) }
        guard !open.isEmpty else { return unsigned.count - notes }
        let short = id.shortForm(characters: 4)
        throw CommandFault(
            .tryAgain, "case-unfinished", .caseUnfinished, ["id": short, "what": context.catalogue.list(open)],
            hint: .caseUnfinishedHint, ["id": short])
    }

    /// A director has no key to another's notes and cannot know of drafts: whoever can is named.
    private func tellWhomToAsk(_ entry: CaseEntry, in practice: OpenPractice, _ context: CommandContext) throws {
        let counselor = entry.counselingCase.counselor
        guard counselor != (try practice.room.ownEntry().id),
            try practice.room.roll().contains(where: { $0.id == counselor && $0.standing == .active })
        else { return }
        try context.announce(.caseCloseAskCounselor, ["person": entry.counselor?.shortName.text ?? "?"])
    }

    private func tellAppointments(
        of entry: CaseEntry, in practice: OpenPractice, _ context: CommandContext
    ) throws {
        let now = UTCTime.now
        let coming = try practice.room.visit(for: ListingAppointments.self, about: .client(entry.client.id)) {
            try $0.clientsAppointments()
        }.entries.filter {
            $0.appointment.caseID == entry.id && $0.appointment.start > now
                && [.requested, .confirmed].contains($0.appointment.state)
        }
        guard !coming.isEmpty else { return }
        try context.announce(
            .caseCloseAppointments,
            ["count": "\(coming.count)", "client": ClientCode(of: entry.client.id).description])
    }
}
