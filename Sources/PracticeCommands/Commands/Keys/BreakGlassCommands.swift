import ArgumentParser
import Counseling
import Practice
import RecordRoom

struct BreakGlassCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "break-glass", abstract: HelpLanguage.text(.helpGlass),
            discussion: HelpLanguage.text(.helpGlassMore),
            subcommands: [
                GlassRequestCommand.self, GlassList.self, GlassShow.self, GlassApprove.self, GlassOpen.self,
                GlassRead.self, GlassAcknowledge.self, GlassReview.self,
            ])
    }
}

struct GlassRequestCommand: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "request", abstract: HelpLanguage.text(.helpGlassRequest),
            discussion: HelpLanguage.text(.helpGlassRequestMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionGlassCase)) var `case`: String
    @Option(help: .text(.optionGlassHours)) var hours: Int = BreakGlass.usualHours
    @Option(help: .text(.optionFromReason, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        // What is out of range is told before a passphrase is asked for.
        _ = try GlassTimes(at: .now, hours: hours)
        let given = try context.glassText(from, "reason")
        return try context.inPractice { practice in
            let id = try context.glassCase(self.case, in: practice)
            try context.announce(
                .glassRequestBefore, ["id": id.shortForm(characters: 4), "hours": "\(hours)"])
            let job = UnfinishedText(.glassRequest, caseID: id)
            let reason = try given ?? context.askGlassText(.glassAskReason, "reason", job, in: practice)
            let (entry, isNew) = try practice.room.visit(for: RequestingGlass.self, about: .counselingCase(id)) {
                try $0.request(because: reason, hours: hours)
            }
            context.typed.filed()
            let everyone = try practice.room.visit(for: ListingStaff.self, about: .practice) { try $0.everyone() }
            let arguments = [
                "id": entry.id.shortForm(characters: 4), "case": id.shortForm(characters: 4),
                "people": context.names(entry.custodians, everyone), "limit": "\(entry.needed)",
                "time": try context.until(entry, practice),
            ]
            return Reply(
                lines: [context.say(isNew ? .glassRequested : .glassRequestStands, arguments)],
                json: try context.json(entry, practice), remarks: [context.say(.glassRequestNext, arguments)])
        }
    }
}

struct GlassList: PlainCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "list", abstract: HelpLanguage.text(.helpGlassList),
            discussion: HelpLanguage.text(.helpGlassListMore))
    }
    @OptionGroup var common: CommonOptions

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let all = try context.glasses(in: practice)
            let times = try context.times(practice)
            let characters = Identifier.charactersNeeded(among: all.map(\.id))
            let table = Table(
                columns: [
                    .headingID, .headingGlassReader, .headingCase, .headingAsked, .headingUntil, .headingShares,
                    .headingStanding, .headingReview,
                ].map { Table.Column(heading: context.say($0)) },
                rows: try all.map { entry in
                    [
                        entry.id.shortForm(characters: characters), context.reader(entry),
                        entry.caseID?.shortForm(characters: 4) ?? "",
                        entry.times.map { times.table($0.at.date) } ?? "?",
                        entry.times.map { times.table($0.until.date) } ?? "?",
                        "\(entry.released.count)/\(entry.needed)", context.say(entry.state),
                        try context.review(entry, times),
                    ]
                })
            let spoiled = context.spoiled(all, in: practice)
            return Reply(
                lines: context.lines(of: table, .glasses, all.map(\.id.hex), in: practice),
                json: .object(["breakGlass": .array(try all.map { try context.json($0, practice) })]),
                remarks: all.isEmpty ? [context.say(.glassListEmpty)] : spoiled,
                status: spoiled.isEmpty ? .done : .integrity, layout: .list)
        }
    }
}

struct GlassShow: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: HelpLanguage.text(.helpGlassShow))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionGlass)) var id: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let entry = try context.glass(id, in: practice)
            let spoiled = context.spoiled([entry], in: practice)
            return Reply(
                lines: try context.lines(entry, practice), json: try context.json(entry, practice), remarks: spoiled,
                status: spoiled.isEmpty ? .done : .integrity)
        }
    }
}

struct GlassApprove: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "approve", abstract: HelpLanguage.text(.helpGlassApprove),
            discussion: HelpLanguage.text(.helpGlassApproveMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionGlass)) var id: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            // The approval and its entry are durable before the share is opened.
            func approve(_ id: Identifier<BreakGlass>) throws {
                try practice.room.visit(for: ApprovingGlass.self, about: .glass(id)) { try $0.approve() }
                try practice.room.visit(for: ReleasingGlassShare.self, about: .glass(id)) { try $0.release() }
            }
            let entry = try context.glass(id, in: practice, approve)
            let arguments = [
                "id": entry.id.shortForm(characters: 4), "person": context.reader(entry),
                "case": entry.caseID?.shortForm(characters: 4) ?? "?", "time": try context.until(entry, practice),
            ]
            try context.announce(.glassApproveBefore, arguments)
            if let reason = entry.reason {
                try context.announce(.glassReason, ["reason": reason.text])
            }
            try context.announce(
                .glassFingerprint, ["person": context.reader(entry), "words": context.words(entry.fingerprint)])
            try context.announce(.staffAdmitFingerprintDigits, ["digits": context.digits(entry.fingerprint)])
            try context.confirm(.glassApproveQuestion)
            try approve(entry.id)
            return Reply(
                lines: [context.say(.glassApproved, arguments)],
                json: .object(["id": .string(entry.id.hex), "case": .optional(entry.caseID?.hex)]),
                remarks: [context.say(.glassApproveNext, arguments)])
        }
    }
}

struct GlassOpen: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "open", abstract: HelpLanguage.text(.helpGlassOpen),
            discussion: HelpLanguage.text(.helpGlassOpenMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionGlass)) var id: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            func open(_ id: Identifier<BreakGlass>) throws -> [Identifier<Person>] {
                try practice.room.visit(for: OpeningGlass.self, about: .glass(id)) { try $0.open() }
            }
            let entry = try context.glass(id, in: practice) { _ = try open($0) }
            let short = entry.id.shortForm(characters: 4)
            let wrong = try open(entry.id)
            let notes = try practice.room.visit(for: ListingGlassNotes.self, about: .glass(entry.id)) {
                try $0.notes()
            }
            let page = NotePage(context: context, times: try context.times(practice))
            var remarks = [
                context.say(.glassOpenNext, ["id": short, "time": try context.until(entry, practice)])
            ]
            if notes.isEmpty { remarks.insert(context.say(.noteListEmpty), at: 0) }
            if !wrong.isEmpty {
                let everyone = try practice.room.visit(for: ListingStaff.self, about: .practice) { try $0.everyone() }
                remarks.append(context.say(.recoveryWrongShares, ["people": context.names(wrong, everyone)]))
            }
            return Reply(
                lines: context.lines(
                    of: page.table(notes, [], withCases: false), .notes, notes.map(\.id.hex), in: practice),
                json: .object([
                    "id": .string(entry.id.hex), "case": .optional(entry.caseID?.hex),
                    "notes": .array(notes.map { page.json($0, withText: false) }),
                    "wrong": .array(wrong.map { .string($0.hex) }),
                ]), remarks: remarks, layout: .list)
        }
    }
}

struct GlassRead: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "read", abstract: HelpLanguage.text(.helpGlassRead))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionGlass)) var id: String
    @Argument(help: .text(.optionNote)) var note: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let note = try context.note(self.note, in: practice)
            func read(_ id: Identifier<BreakGlass>) throws -> NoteEntry {
                try practice.room.visit(for: ReadingGlassNote.self, about: .glassNote(note, in: id)) { try $0.note() }
            }
            let entry = try context.glass(id, in: practice) { _ = try read($0) }
            let page = NotePage(context: context, times: try context.times(practice))
            let found = try read(entry.id)
            return Reply(
                lines: page.lines(found), json: page.json(found, withText: true),
                remarks: [context.say(.glassReadLogged)])
        }
    }
}

struct GlassAcknowledge: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "acknowledge", abstract: HelpLanguage.text(.helpGlassAcknowledge))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionGlass)) var id: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            func acknowledge(_ id: Identifier<BreakGlass>) throws {
                try practice.room.visit(for: AcknowledgingGlass.self, about: .glass(id)) { try $0.acknowledge() }
            }
            let entry = try context.glass(id, in: practice, acknowledge)
            let lines = try context.lines(entry, practice)
            try acknowledge(entry.id)
            return Reply(
                lines: lines + [context.say(.glassAcknowledged)],
                json: .object(["id": .string(entry.id.hex), "case": .optional(entry.caseID?.hex)]),
                remarks: [context.say(.glassAcknowledgeNext)] + context.spoiled([entry], in: practice))
        }
    }
}

struct GlassReview: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "review", abstract: HelpLanguage.text(.helpGlassReview),
            discussion: HelpLanguage.text(.helpGlassReviewMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionGlass)) var id: String
    @Option(help: .text(.optionFromFinding, valueName: "file")) var from: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let given = try context.glassText(from, "finding")
        return try context.inPractice { practice in
            func review(_ id: Identifier<BreakGlass>, _ finding: GlassText?) throws {
                try practice.room.visit(for: ReviewingGlass.self, about: .glass(id)) { try $0.review(finding) }
            }
            let entry = try context.glass(id, in: practice) { try review($0, nil) }
            guard entry.mayReview else {
                // Whoever may not is told so before they are asked.
                try review(entry.id, nil)
                throw RoomError.notFound(.glass)
            }
            let arguments = ["id": entry.id.shortForm(characters: 4), "person": context.reader(entry)]
            try context.announce(.glassReviewBefore, arguments)
            let job = UnfinishedText(.glassReview, about: entry.id.hex)
            let finding = try given ?? context.askGlassText(.glassAskFinding, "finding", job, in: practice)
            try review(entry.id, finding)
            context.typed.filed()
            return Reply(
                lines: [context.say(.glassReviewed, arguments)], json: .object(["id": .string(entry.id.hex)]),
                remarks: context.spoiled([entry], in: practice))
        }
    }
}
