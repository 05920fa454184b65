import Counseling
import Practice
import RecordRoom

// What is meant by what was typed.
extension CommandContext {
    /// The id behind a row's number, where that is what was typed and somebody sits at a terminal; else what was typed.
    /// Numbers have at most three digits and ids at least four characters, so the two are never confused.
    func meant(_ typed: String, _ kinds: LastList.Kind..., in practice: OpenPractice) throws -> String {
        try row(typed, kinds, practice: practice.id) ?? typed
    }

    /// The same without an open practice, for what must not wait for one; nil where no row is meant.
    func row(_ typed: String, _ kinds: [LastList.Kind], practice: String) throws -> String? {
        guard (1...3).contains(typed.utf8.count), let number = Int(typed), String(number) == typed, number > 0,
            let place = terminal.typingPlace
        else { return nil }
        func fault(_ sentence: Sentence) -> CommandFault {
            CommandFault(.notFound, "row-number", sentence, ["number": typed], hint: .faultRowNumberHint)
        }
        guard let list = LastList.read(folder, terminal: place), list.practice == practice,
            list.ids.indices.contains(number - 1)
        else { throw fault(.faultRowNumber) }
        guard kinds.contains(list.kind) else { throw fault(.faultRowKind) }
        return list.ids[number - 1]
    }

    /// The lines of a list, numbered where the numbers can be used afterwards: on a terminal, which remembers them.
    func lines(
        of table: Table, _ kind: LastList.Kind, _ ids: [String], in practice: OpenPractice
    ) -> [String] {
        var table = table
        if let place = terminal.showingPlace, !options.json {
            let list = LastList(kind: kind, practice: practice.id, ids: ids)
            // Without numbers a list is still a list.
            table.isNumbered = (try? list.keep(folder, terminal: place)) != nil
        }
        return table.rows.isEmpty ? [] : table.lines(width: terminal.layoutWidth)
    }

    /// What is there already, looked up before something is made. Whoever may not look may not make it either, and is told why
    /// there: for them nothing is there.
    func alreadyThere<Row>(_ look: () throws -> [Row]) throws -> [Row] { try unlessDenied(look) ?? [] }

    /// What a look finds; nil for whoever may not look.
    func unlessDenied<Found>(_ look: () throws -> Found) throws -> Found? {
        do { return try look() } catch let error as RoomError {
            if case .denied = error { return nil }
            throw error
        }
    }

    /// Looks and acts on what was seen; both again where somebody else was faster.
    func lookingAgain<Done>(_ act: () throws -> Done) throws -> Done {
        for _ in 0..<20 {
            do { return try act() } catch {
                guard case RoomError.changedMeanwhile = error else { throw error }
            }
        }
        return try act()
    }

    /// Files a text; one that was filed just before word for word only after a yes: whoever repeats a command that was ended
    /// before it could say so does not know that it was done.
    /// - Parameter file: refuses the same text unless it is meant
    func unlessWritten<Written>(
        _ question: Sentence, because reason: Sentence, in practice: OpenPractice,
        _ file: (_ isMeant: Bool) throws -> Written
    ) throws -> Written {
        do { return try file(false) } catch {
            guard case RoomError.writtenAlready(let id, let time) = error else { throw error }
            let shown = ["id": id, "time": try times(practice).table(time.date)]
            try confirm(question, because: reason, shown)
            return try file(true)
        }
    }

    /// The command that lists what an id means.
    private static func list<Entity>(of _: Entity.Type) -> String? {
        switch Entity.self {
        case is Client.Type: "tacet client list"
        case is CounselingCase.Type: "tacet case list"
        case is SessionNote.Type: "tacet note list"
        case is Appointment.Type: "tacet appointment list"
        case is CrisisFlag.Type: "tacet crisis list"
        case is Jot.Type: "tacet jot list"
        case is Disclosure.Type: "tacet disclosure list"
        case is BreakGlass.Type: "tacet break-glass list"
        case is Recovery.Type: "tacet recovery list"
        case is Succession.Type: "tacet handover list"
        case is StaffCredential.Type: "tacet credential list"
        case is Review.Type: "tacet review list"
        case is Complaint.Type: "tacet complaint list"
        default: nil
        }
    }

    func one<Entity>(_ found: [Identifier<Entity>], typed: String) throws -> Identifier<Entity> {
        guard let first = found.first else {
            let isShort =
                ClientCode.prefix(in: typed).filter { $0 != "-" && $0 != " " }.count < Identifier<Entity>.shortestForm
            guard !isShort, let list = Self.list(of: Entity.self) else {
                throw CommandFault(
                    .notFound, "not-found", .faultNotFound, ["id": typed],
                    hint: isShort ? .faultTooShortHint : .faultNotFoundHint)
            }
            throw CommandFault(
                .notFound, "not-found", .faultNotFound, ["id": typed], hint: .faultNotFoundListHint, ["command": list])
        }
        guard found.count == 1 else {
            let characters = Identifier.charactersNeeded(among: found)
            throw CommandFault(
                .notFound, "ambiguous", .faultAmbiguous,
                [
                    "id": typed,
                    "candidates": catalogue.list(found.prefix(10).map { $0.shortForm(characters: characters) }),
                ],
                hint: .faultAmbiguousHint)
        }
        self.typed.name(first.hex)
        return first
    }

    func client(_ typed: String, in practice: OpenPractice) throws -> Identifier<Client> {
        let id = try meant(typed, .clients, in: practice)
        let found = Result { try practice.room.clients(matching: id) }
        if case .failure(let error) = found, FaultText(error, catalogue).code == "bad-field" {
            throw CommandFault(
                .badInput, "bad-field", .faultNoClientCode, ["field": "client"], hint: .faultNoClientCodeHint)
        }
        return try one(found.get(), typed: typed)
    }

    func counselingCase(_ typed: String, in practice: OpenPractice) throws -> Identifier<CounselingCase> {
        let id = try meant(typed, .cases, .clients, in: practice)
        // The mark of a client code leaves no doubt of what is meant.
        let cases = ClientCode.prefix(in: id) == id ? try practice.room.cases(matching: id) : []
        let clients = try practice.room.clients(matching: id)
        guard cases.isEmpty, let client = clients.first, clients.count == 1 else {
            return try one(cases + clients.map { try Identifier(hex: $0.hex) }, typed: typed)
        }
        return try onlyOpenCase(of: client, in: practice)
    }

    /// The obvious default: a client's only open case among those that the acting person may see.
    private func onlyOpenCase(
        of client: Identifier<Client>, in practice: OpenPractice
    ) throws -> Identifier<CounselingCase> {
        let found = try practice.room.visit(for: ListingCases.self, about: .practice) { try $0.cases() }
        let open = found.entries.filter { $0.client.id == client && $0.counselingCase.state == .open }.map(\.id)
        let code = ClientCode(of: client).description
        guard let only = open.first else {
            if found.spoiled.contains(client) { throw casesUnreadable(of: client, in: practice) }
            try leaveRefusal(of: client, in: practice)
            throw CommandFault(.notFound, "no-open-case", .caseNoneOpen, ["client": code])
        }
        guard open.count == 1 else {
            let characters = Identifier.charactersNeeded(among: open)
            let candidates = catalogue.list(open.map { $0.shortForm(characters: characters) })
            throw CommandFault(
                .notFound, "ambiguous", .caseSeveral, ["client": code, "candidates": candidates],
                hint: .caseSeveralHint)
        }
        try announce(.caseChosen, ["id": only.shortForm(characters: Identifier<CounselingCase>.shortestForm)])
        typed.name(only.hex)
        return only
    }

    /// Whoever names another's client asks for that client, and the audit trail says so. The desk and the director may see every
    /// client; of them nothing is refused.
    private func leaveRefusal(of client: Identifier<Client>, in practice: OpenPractice) throws {
        guard try practice.room.ownEntry().member.roles.isDisjoint(with: [.frontDesk, .director]) else { return }
        _ = try unlessDenied { try practice.room.visit(for: ReadingClient.self, about: .client(client)) { _ in } }
    }

    /// Where something in a client's file was spoiled, nobody can tell that there is no case.
    func casesUnreadable(of client: Identifier<Client>, in practice: OpenPractice) -> CommandFault {
        CommandFault(
            .integrity, "altered", .casesUnreadable, ["client": ClientCode(of: client).description],
            hint: .casesUnreadableHint, ["person": practice.identity.shortName])
    }

    func note(_ typed: String, in practice: OpenPractice) throws -> Identifier<SessionNote> {
        let id = try one(practice.room.notes(matching: try meant(typed, .notes, in: practice)), typed: typed)
        kept.note = id
        return id
    }

    /// A fault whose next step is about a note, with the one that was typed.
    func namingNote(_ error: any Error, in practice: OpenPractice) -> any Error {
        guard let note = kept.note, case RoomError.denied(let rule) = error,
            [
                .signedNoteIsLocked, .noteIsWithdrawn, .noteIsNotSigned, .privateNoteIsNotSigned, .noteWasReturned,
            ].contains(rule)
        else { return error }
        var told = FaultText.denied(rule, catalogue)
        let shown = ["id": note.shortForm(characters: 4)]
        (told.arguments, told.hintArguments) = (shown, shown)
        // Whose addenda nobody co-signs adds none.
        if rule == .signedNoteIsLocked, (try? signsAlone(in: practice)) == false { told.hint = .noteLockedTrainee }
        return told
    }

    /// What entries are about: a client, a case, a note or a person. An id in full is taken as it is, because the trail
    /// outlives what it tells of.
    /// - Returns: 32 hexadecimal digits
    func subject(_ typed: String, in practice: OpenPractice) throws -> String {
        let typed = try meant(typed, .clients, .cases, .notes, .staff, in: practice)
        if let full = try? Identifier<Client>(hex: typed.lowercased()) { return full.hex }
        let everyone = try practice.room.visit(for: ListingStaff.self, about: .practice) { try $0.everyone() }
        let bearers = bearers(of: typed, among: everyone)
        guard bearers.count < 2 else { throw ambiguous(typed, among: bearers.map { ($0.id, $0.member) }) }
        if let named = bearers.first { return named.id.hex }
        var found = try practice.room.clients(matching: typed).map(\.hex)
        // The mark of a client code leaves no doubt of what is meant.
        if ClientCode.prefix(in: typed) == typed {
            found += try practice.room.cases(matching: typed).map(\.hex)
            found += try practice.room.notes(matching: typed).map(\.hex)
            if typed.count >= Identifier<Person>.shortestForm {
                found += try everyone.map(\.id).filter { try $0.matches(prefix: typed) }.map(\.hex)
            }
        }
        return try one(found.map { try Identifier<Client>(hex: $0) }, typed: typed).hex
    }

    func person(_ typed: String, in practice: OpenPractice) throws -> StaffEntry {
        let everyone = try practice.room.visit(for: ListingStaff.self, about: .practice) { try $0.everyone() }
        let bearers = bearers(of: typed, among: everyone)
        guard bearers.count < 2 else { throw ambiguous(typed, among: bearers.map { ($0.id, $0.member) }) }
        if let named = named(typed, among: everyone) {
            self.typed.name(named.id.hex)
            return named
        }
        let typed = try meant(typed, .staff, in: practice)
        let matching = typed.count < 4 ? [] : everyone.filter { (try? $0.id.matches(prefix: typed)) ?? false }
        guard let only = matching.first, matching.count == 1 else { throw noPerson(typed, among: everyone) }
        self.typed.name(only.id.hex)
        return only
    }

    /// Several people are called so: which of them, their ids say.
    func ambiguous(_ typed: String, among people: [(id: Identifier<Person>, member: StaffMember)]) -> CommandFault {
        let characters = Identifier<Person>.charactersNeeded(among: people.map { $0.id })
        return CommandFault(
            .notFound, "ambiguous", .faultAmbiguous,
            [
                "id": typed,
                "candidates": catalogue.list(
                    people.map { "\($0.id.shortForm(characters: characters)) (\($0.member.fullName.text))" }),
            ],
            hint: .faultAmbiguousHint)
    }

    /// Nobody has that short name, and who was probably meant.
    func noPerson(_ typed: String, among people: [StaffEntry]) -> CommandFault {
        let names = people.filter { $0.standing == .active }.map(\.member.shortName.text)
        let near = DidYouMean.nearest(to: typed, among: names)
        if near == nil, terminal.inputIsTerminal, !options.json {
            return CommandFault(
                .notFound, "person-not-found", .faultPersonNotFound, ["person": typed], hint: .promptStaff,
                ["people": self.names(of: people)])
        }
        return CommandFault(
            .notFound, "person-not-found", .faultPersonNotFound, ["person": typed],
            hint: near == nil ? .faultPersonNotFoundHint : .faultPersonNearHint, ["person": near ?? ""])
    }
}
