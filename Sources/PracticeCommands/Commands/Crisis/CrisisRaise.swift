import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

/// Raises a crisis flag and waits for nothing: the phone numbers stand on the screen first, the workstation signs, one line or none
/// is enough, and what cannot be understood is kept as it is.
struct CrisisRaise: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "raise", abstract: HelpLanguage.text(.helpCrisisRaise),
            discussion: HelpLanguage.text(.helpCrisisRaiseMore))
    }
    @OptionGroup var common: CommonOptions
    @Option(help: .text(.optionCrisisClient)) var client: String?
    @Option(help: .text(.optionCrisisKind)) var kind: String?
    @Option(help: .text(.optionCrisisLevel)) var level: String?
    @Flag(help: .text(.optionCrisisMinor)) var minor = false
    @Option(help: .text(.optionFromText, valueName: "file")) var from: String?

    /// What was raised.
    private struct Raised {
        let id: Identifier<CrisisFlag>
        /// When: what is asked afterwards takes its time, and the deadline runs from here.
        let at: UTCTime
        let by: String?
        let phones: [String]
        let names: [ShortName]
        /// Whether the client's file is not in order, so that neither counselors nor desk are told.
        let isAlone: Bool
        /// nil without a client.
        var isDeskTold: Bool?
        /// Whether it was there already: nothing was said, and this computer raised it a moment ago.
        var stoodAlready = false
    }

    /// What was typed and is not known: it is said, and kept in words.
    private struct NotUnderstood {
        var options: [(name: String, typed: String)] = []
        /// Fields of the form.
        var fields: [String] = []
        var client: String?

        var names: [String] { options.map(\.name) + fields + (client == nil ? [] : ["client"]) }
    }

    /// Whether a person is to sign: whoever gives a passphrase, or names themself for this command.
    private var wantsPerson: Bool {
        common.as != nil || common.passphraseFile != nil || common.passphraseFd != nil
    }

    func perform(_ context: CommandContext) throws -> Reply {
        if !context.options.json {
            let width = context.terminal.errorIsTerminal ? context.terminal.width : nil
            for line in context.crisisPhones().flatMap({ TextFitting.wrapped($0, to: width) }) {
                try context.terminal.writeLine(line, to: .error, tone: .warning)
            }
        }
        var doubts = NotUnderstood()
        let words = context.crisisWords
        let kind = try word(kind, "kind", words.kind, CrisisKind.self, &doubts, context)
        let level = try word(level, "level", words.level, CrisisLevel.self, &doubts, context)
        // What was typed behind the command stands already.
        let typedLine = context.typedLine.flatMap(CrisisReport.cleaned)
        let canAsk = from == nil && context.terminal.inputIsTerminal && !context.options.json
        let isAsked = canAsk && typedLine == nil
        var report = CrisisReport(seen: typedLine)
        let missing = Result { try context.requirePractice() }
        // Nobody is asked for words that cannot be saved; those that come by themselves are shown again.
        if case .failure(let fault) = missing, from == nil, context.terminal.inputIsTerminal {
            throw try unsaved(report, client, fault, context)
        }
        // Whoever signs it themself is unlocked first: between the one line and the flag stands nothing.
        let opened = isAsked && wantsPerson ? Result { try context.open() } : nil
        let reading = Result { try read(words, isAsked: isAsked, &doubts, context) }
        if case .success(let read) = reading {
            report = read.report
            if let typedLine {
                report.seen = [typedLine, read.report.seen].compactMap { $0 }.joined(separator: "\n")
            }
        }
        report.kind = kind ?? report.kind
        report.level = level ?? report.level
        if minor { report.concernsMinor = true }
        for (name, typed) in doubts.options {
            report.seen = [report.seen, CrisisReport.cleaned("--\(name) \(typed)")].compactMap { $0 }
                .joined(separator: "\n")
        }
        var typed = client
        let raised: Raised
        do {
            let read = try reading.get()
            typed = typed ?? read.client
            try missing.get()
            typed = typed ?? clientAhead(of: report.seen, context) ?? clientAmong(typedLine, context)
            raised =
                try wantsPerson && !waitsForPassphrase(context)
                ? inPerson(&report, typed, &doubts, context, opened) : atOnce(&report, typed, &doubts, context)
        } catch {
            throw try unsaved(report, typed, error, context)
        }
        // What cannot be added any more is no reason to hold back that the flag stands.
        if canAsk, report.client == nil {
            // Where the workstation signed in somebody's stead, it adds too.
            let practice = raised.by == nil ? nil : try? opened?.get()
            try askMore(of: raised.id, isClientKnown: doubts.client != nil, practice, context)
        }
        return reply(raised, report, doubts, context)
    }

    /// A kind or a level. One that is not known is no reason to stop: it is said, and what was typed stands in the words.
    private func word<Word: RawRepresentable & CaseIterable>(
        _ typed: String?, _ option: String, _ known: (String) -> Word?, _: Word.Type, _ doubts: inout NotUnderstood,
        _ context: CommandContext
    ) throws -> Word? where Word.RawValue == String {
        guard let typed else { return nil }
        if let word = known(typed) { return word }
        doubts.options.append((option, typed))
        if !context.options.json {
            let choices = context.catalogue.list(Word.allCases.map(\.rawValue))
            try context.announce(
                option == "level" ? .crisisLevelUnknown : .crisisKindUnknown, ["text": typed, "choices": choices])
        }
        return nil
    }

    /// What somebody says, from wherever it comes; nothing at all is enough.
    private func read(
        _ words: CrisisWords, isAsked: Bool, _ doubts: inout NotUnderstood, _ context: CommandContext
    ) throws -> (report: CrisisReport, client: String?) {
        if isAsked { return (CrisisReport(seen: try answer(.crisisAskSeen, context)), nil) }
        // The line is there: nothing is waited for.
        if from == nil, context.typedLine != nil { return (CrisisReport(), nil) }
        let bytes: [UInt8]
        var isLost = false
        if let from, from != "-" {
            bytes = try context.document(from) ?? []
        } else {
            let read = Result { () throws(FileFault) in try WholeFile.readInput(limit: CrisisReport.limit) }
            if case .failure(.unreadable(_, EFBIG)) = read {
                throw CounselingError.formTooLarge(limit: CrisisReport.limit)
            }
            // Words that were sent and did not arrive are not taken for none.
            isLost = from != nil || (try? read.get()) == nil
            bytes = (try? read.get()) ?? []
        }
        let reading = try CrisisReport.read(bytes, words: words)
        let isUnread = reading.isUnread || isLost && bytes.isEmpty
        if isUnread { try context.announce(.crisisUnreadForm) }
        doubts.fields = isUnread ? ["form"] : reading.notUnderstood
        if !reading.notUnderstood.isEmpty {
            try context.announce(.crisisFieldsUnknown, ["fields": context.catalogue.list(reading.notUnderstood)])
        }
        return (reading.report, reading.client)
    }

    private func answer(_ question: Sentence, _ context: CommandContext) throws -> String? {
        // A line that cannot be read is no reason to stop: what happened is said by the flag itself.
        let line = try? context.askFreely(question)
        return line.flatMap(CrisisReport.cleaned)
    }

    /// A client's code that stands first in the line, where it means one client. Their counselors and the desk are told at once.
    private func clientAhead(of line: String?, _ context: CommandContext) -> String? {
        guard let first = line?.split(whereSeparator: { " \t:：,，、。;；".contains($0) }).first.map(String.init),
            first.uppercased().hasPrefix("C-"), let desk = try? OpenPractice.lockedDesk(context.folder),
            (try? desk.clients(matching: first))?.count == 1
        else { return nil }
        return first
    }

    /// The client whose code stands anywhere among words from the command line, where it is one client.
    private func clientAmong(_ line: String?, _ context: CommandContext) -> String? {
        let meant = (line ?? "").split(whereSeparator: \.isWhitespace)
            .compactMap { clientAhead(of: String($0), context) }
        return Set(meant.map { $0.uppercased() }).count == 1 ? meant.first : nil
    }

    /// Whether whoever signs it would have to type a passphrase first, while the line is known and not saved yet.
    private func waitsForPassphrase(_ context: CommandContext) -> Bool {
        guard context.typedLine != nil, common.passphraseFile == nil, common.passphraseFd == nil else { return false }
        let person = try? context.actingShortName()
        return person.map { AgentConnection.find($0, in: context.folder) == nil } ?? true
    }

    // MARK: raising

    /// In a person's name. Whoever cannot be unlocked, or may not act, raises it all the same: the workstation signs.
    private func inPerson(
        _ report: inout CrisisReport, _ typed: String?, _ doubts: inout NotUnderstood, _ context: CommandContext,
        _ opened: Result<OpenPractice, any Error>?
    ) throws -> Raised {
        let signed = Result { try asPerson(&report, typed, &doubts, context, opened) }
        guard case .failure(let fault) = signed else { return try signed.get() }
        let told = FaultText(fault, context.catalogue)
        let isOpen = report.client == nil && doubts.client == nil
        guard let raised = try? atOnce(&report, isOpen ? typed : nil, &doubts, context, orPerson: false) else {
            throw fault
        }
        try context.announce(.crisisInstead, ["fault": told.message])
        return raised
    }

    private func atOnce(
        _ report: inout CrisisReport, _ typed: String?, _ doubts: inout NotUnderstood, _ context: CommandContext,
        orPerson: Bool = true
    ) throws -> Raised {
        let desk = try OpenPractice.lockedDesk(context.folder)
        let lately = (try? desk.practice()).map { RaisedLately(practice: $0, in: context.folder) }
        // Nothing at all was said, a moment after a flag was raised here: that one is meant.
        if orPerson, typed == nil, report.isEmpty, doubts.fields.isEmpty, let flag = lately?.flag(desk) {
            return Raised(id: flag.id, at: flag.at, by: nil, phones: [], names: [], isAlone: false, stoodAlready: true)
        }
        if let typed {
            let row = try? context.row(typed, [.clients], practice: desk.practice())
            try take((try? desk.clients(matching: row ?? typed)) ?? [], typed, into: &report, &doubts, context)
        }
        let known = report
        let at = UTCTime.now
        let raised = Result { try desk.raise(known) }
        let isAlone = known.client.map { (try? desk.reachesCounselors(of: $0)) == false } ?? false
        // Without a key of the workstation's somebody has to be there.
        if orPerson, case .failure(RoomError.noStation) = raised {
            return try withoutStation(&report, &doubts, context)
        }
        let id = try raised.get()
        lately?.remember(id)
        return Raised(
            id: id, at: at, by: nil, phones: [], names: [], isAlone: isAlone,
            isDeskTold: known.client.map { _ in !isAlone })
    }

    /// Nobody was named, and the workstation cannot sign: whoever's identity alone is here does. Where nobody's is meant, what is
    /// missing is told, which is not who is acting.
    private func withoutStation(
        _ report: inout CrisisReport, _ doubts: inout NotUnderstood, _ context: CommandContext
    ) throws -> Raised {
        do { return try asPerson(&report, nil, &doubts, context) } catch {
            let told = FaultText(error, context.catalogue)
            guard ["who-is-acting", "no-identity", "no-terminal"].contains(told.code) else { throw error }
            throw CommandFault(
                .configuration, "no-station", .crisisNoStation, hint: .crisisNoStationHint,
                ["people": context.catalogue.list(context.folder.identities())])
        }
    }

    private func asPerson(
        _ report: inout CrisisReport, _ typed: String?, _ doubts: inout NotUnderstood, _ context: CommandContext,
        _ opened: Result<OpenPractice, any Error>? = nil
    ) throws -> Raised {
        let practice = try opened?.get() ?? context.open()
        defer { try? practice.room.leave() }
        if let typed, report.client == nil {
            let meant = (try? context.meant(typed, .clients, in: practice)) ?? typed
            try take((try? practice.room.clients(matching: meant)) ?? [], typed, into: &report, &doubts, context)
        }
        let known = report
        let (id, at, isAlone, isDeskTold) = try practice.room.visit(for: RaisingFlag.self, about: .practice) { visit in
            let at = UTCTime.now
            let id = try visit.raise(known)
            return (
                id, at, try known.client.map { try !visit.reachesCounselors(of: $0) } ?? false,
                try known.client.map { try visit.reachesDesk(of: $0) }
            )
        }
        RaisedLately(practice: practice.id, in: context.folder).remember(id)
        return Raised(
            id: id, at: at, by: try context.actingShortName().text, phones: context.crisisPhoneNames(practice),
            names: practice.room.onDutyWithoutList(), isAlone: isAlone, isDeskTold: isDeskTold)
    }

    /// The client who is meant. One that cannot be told is no reason to stop: what was typed is kept, to be linked later.
    private func take(
        _ found: [Identifier<Client>], _ typed: String, into report: inout CrisisReport,
        _ doubts: inout NotUnderstood, _ context: CommandContext
    ) throws {
        if let only = found.first, found.count == 1 {
            report.client = only
            return
        }
        doubts.client = typed
        if !context.options.json {
            try context.announce(
                .crisisClientUnknown, ["id": typed, "flag": context.catalogue.typed("FLAG")])
        }
        report.name = [report.name, CrisisReport.cleaned(typed)].compactMap { $0 }.joined(separator: "\n")
    }

    /// What could not be saved must not be lost with the process: it stands on standard error, in JSON within the fault's document,
    /// where the numbers to phone are too.
    private func unsaved(
        _ report: CrisisReport, _ client: String?, _ fault: any Error, _ context: CommandContext
    ) throws -> any Error {
        var kept = texts(of: report)
        // Whose it is and how pressing is part of what was said.
        if let client, !kept.contains(where: { $0.contains(client) }) { kept.append("--client \(client)") }
        if let kind = report.kind { kept.append("--kind \(kind.rawValue)") }
        if let level = report.level { kept.append("--level \(level.rawValue)") }
        if report.concernsMinor == true { kept.append("--minor") }
        guard context.options.json else {
            guard !kept.isEmpty else {
                try context.announceLine(context.say(.crisisNotSavedNothing), tone: .fault)
                return fault
            }
            try context.announceLine(context.say(.crisisNotSaved), tone: .fault)
            for text in kept { try context.terminal.writeLine(text, to: .error) }
            return fault
        }
        return DetailedFault(
            cause: fault,
            details: [
                "saved": .boolean(false), "call": context.crisisPhonesJSON(), "words": .array(kept.map { .string($0) }),
            ])
    }

    private func texts(of report: CrisisReport) -> [String] {
        [report.seen, report.name, report.place, report.means, report.callback].compactMap { $0 }
    }

    // MARK: afterwards

    /// Whose it is, and for a caller whatever else is known, in the flag that stands already. Each answer is saved before the next
    /// question: whoever is called away from the screen loses nothing that they said.
    /// - Parameter practice: of the person who signed the flag; nil where the workstation did
    private func askMore(
        of id: Identifier<CrisisFlag>, isClientKnown: Bool, _ practice: OpenPractice?, _ context: CommandContext
    ) throws {
        // Whoever is called away now knows which it is.
        try context.announce(.crisisAskMore, ["id": id.shortForm(characters: 4)])
        func add(_ change: (inout CrisisReport) -> Void) throws {
            var more = CrisisReport()
            change(&more)
            guard !more.isEmpty else { return }
            try self.add(more, to: id, practice, context)
        }
        if !isClientKnown, let typed = try answer(.crisisAskClient, context) {
            let desk = try? OpenPractice.lockedDesk(context.folder)
            let row = try? desk.map { try context.row(typed, [.clients], practice: $0.practice()) }
            let found = (try? desk?.clients(matching: (row ?? nil) ?? typed)) ?? []
            if let only = found.first, found.count == 1 {
                try add { $0.client = only }
                try context.announce(
                    .crisisClientSaid,
                    ["id": id.shortForm(characters: 4), "client": ClientCode(of: only).description])
                return
            }
            try context.announce(.crisisClientUnknown, ["id": typed, "flag": id.shortForm(characters: 4)])
            try add { $0.name = CrisisReport.cleaned(typed) }
        }
        let name = try answer(.crisisAskName, context)
        try add { $0.name = name }
        let place = try answer(.crisisAskWhere, context)
        try add { $0.place = place }
        if let typed = try answer(.crisisAskAlone, context) {
            let alone = CrisisReport.truth(typed: typed)
            // What is neither yes nor no is kept in words, as in a form.
            try add { if alone == nil { $0.seen = "alone: \(typed)" } else { $0.alone = alone } }
        }
        let means = try answer(.crisisAskMeans, context)
        try add { $0.means = means }
        let callback = try answer(.crisisAskCallback, context)
        try add { $0.callback = callback }
    }

    private func add(
        _ more: CrisisReport, to id: Identifier<CrisisFlag>, _ practice: OpenPractice?, _ context: CommandContext
    ) throws {
        let added = Result {
            guard let practice else {
                try OpenPractice.lockedDesk(context.folder).detail(more, of: id, client: nil)
                return
            }
            try practice.room.visit(for: RaisingFlag.self, about: .flag(id)) { try $0.detail(more, of: id) }
            try practice.room.leave()
        }
        guard case .failure(let fault) = added else { return }
        let told = FaultText(fault, context.catalogue)
        try context.terminal.writeLine(
            context.say(.crisisMoreNotSaved, ["fault": told.message]), to: .error, tone: .fault)
        for text in texts(of: more) { try context.terminal.writeLine(text, to: .error) }
    }

    private func reply(
        _ raised: Raised, _ report: CrisisReport, _ doubts: NotUnderstood, _ context: CommandContext
    ) -> Reply {
        let short = raised.id.shortForm(characters: 4)
        let level = report.level ?? .high
        let seconds = CrisisFlag.firstIntervention(of: report)
        let due = raised.at.date.addingTimeInterval(TimeInterval(seconds))
        let zone = DutySheet(in: context.folder).timeZone.flatMap { TimeZone(identifier: $0) } ?? .current
        let times = TimeText(zone: zone, language: context.catalogue.language)
        // A locked workstation may not know where the practice is: the zone is said.
        let dueText = "\(times.table(due)) (\(zone.identifier))"
        let levelText = report.level.map(context.crisisLevel) ?? context.say(.crisisUnassessed)
        return Reply(
            lines: [
                raised.stoodAlready
                    ? context.say(
                        .crisisRaisedAlready,
                        ["id": short, "time": "\(times.table(raised.at.date)) (\(zone.identifier))"])
                    : context.say(.crisisRaised, ["id": short, "level": levelText, "due": dueText])
            ] + raised.phones,
            json: .object([
                "id": .string(raised.id.hex), "stoodAlready": .boolean(raised.stoodAlready),
                "level": raised.stoodAlready ? .null : .string(level.rawValue),
                "due": raised.stoodAlready ? .null : .string(times.rfc3339(due)),
                "clientFound": doubts.client != nil
                    ? .boolean(false) : report.client.map { _ in .boolean(true) } ?? .null,
                "notUnderstood": .array(doubts.names.map { .string($0) }),
                "client": .optional(report.client?.hex), "signedBy": .string(raised.by ?? "station"),
                "clientFileSound": .boolean(!raised.isAlone),
                "deskTold": raised.isDeskTold.map { .boolean($0) } ?? .null,
                "phone": context.crisisPhonesJSON(raised.names),
            ]),
            remarks: (raised.stoodAlready ? [context.say(.crisisRaisedAgain)] : [])
                + (raised.by == nil && !raised.stoodAlready ? [context.say(.crisisRaisedStation)] : [])
                + (seconds < level.firstIntervention ? [context.say(.crisisHarmWithinDay)] : [])
                + (raised.isAlone ? [context.say(.crisisRaisedAlone)] : [])
                + (raised.isDeskTold == false ? [context.say(.crisisDeskUntold)] : [])
                + (context.typedLine == nil ? [] : [context.say(.crisisWordsTyped)])
                + [context.say(.crisisRaisedNext, ["id": short])])
    }
}
