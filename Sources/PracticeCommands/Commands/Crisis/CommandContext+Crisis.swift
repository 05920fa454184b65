import Counseling
import Foundation
import Practice
import RecordRoom

// What crisis commands say, and what stands on top of every other.
extension CommandContext {
    // MARK: whom to phone

    /// Where this workstation stands: as the practice says, else as the computer does.
    private func emergencyNumbers(_ sheet: DutySheet) -> EmergencyNumbers? {
        (sheet.timeZone ?? TimeZone.current.identifier).isEmpty
            ? nil : EmergencyNumbers.of(zone: sheet.timeZone ?? TimeZone.current.identifier)
    }

    /// The emergency numbers and who is on duty, as a locked workstation knows them.
    func crisisPhones() -> [String] {
        let sheet = DutySheet(in: folder)
        var lines: [String] = []
        switch emergencyNumbers(sheet) {
        case let numbers? where numbers.crisisLine != nil:
            lines.append(
                say(
                    .crisisNumbersLine,
                    [
                        "police": numbers.police, "ambulance": numbers.ambulance, "line": numbers.crisisLine ?? "",
                    ]))
        case let numbers?:
            lines.append(say(.crisisNumbers, ["police": numbers.police, "ambulance": numbers.ambulance]))
        case nil: lines.append(say(.crisisNumbersUnknown))
        }
        return lines + (sheet.people.isEmpty ? [say(.crisisPhoneNobody)] : phones(sheet.people))
    }

    private func phones(_ people: [DutyList.OnDuty]) -> [String] {
        people.prefix(3).enumerated().map { place, person in
            let arguments = [
                "person": person.shortName.text, "phone": person.phone.text, "note": person.note ?? "",
            ]
            guard place == 0 else {
                return say(person.note == nil ? .crisisPhoneNext : .crisisPhoneNextNote, arguments)
            }
            return say(person.note == nil ? .crisisPhone : .crisisPhoneNote, arguments)
        }
    }

    /// The same where somebody is unlocked: without a list, the names of those who are responsible.
    func crisisPhoneNames(_ practice: OpenPractice) -> [String] {
        guard DutySheet(in: folder).people.isEmpty else { return [] }
        return [say(.crisisPhoneNames, ["people": catalogue.list(practice.room.onDutyWithoutList().map(\.text))])]
    }

    /// Whom the duty list names and who is not in service, for those who may be looking at it.
    func dutyAbsent(_ practice: OpenPractice) throws -> String? {
        guard let roster = try practice.room.dutyRoster(), !roster.absent.isEmpty else { return nil }
        let people = ["people": catalogue.list(roster.absent.map(\.text))]
        return say(roster.people.isEmpty ? .crisisDutyNobody : .crisisDutyAbsent, people)
    }

    /// The same where nobody is unlocked yet.
    func dutyAbsent() throws -> [String] {
        let practice = try open()
        defer { try? practice.room.leave() }
        return try dutyAbsent(practice).map { [$0] } ?? []
    }

    func crisisPhonesJSON(_ names: [ShortName] = []) -> JSONValue {
        let sheet = DutySheet(in: folder)
        let numbers = emergencyNumbers(sheet)
        return .object([
            "police": .optional(numbers?.police), "ambulance": .optional(numbers?.ambulance),
            "crisisLine": .optional(numbers?.crisisLine),
            "duty": .array(
                sheet.people.map {
                    .object([
                        "shortName": .string($0.shortName.text), "phone": .string($0.phone.text),
                        "note": .optional($0.note),
                    ])
                }),
            "withoutList": .array(names.map { .string($0.text) }),
            // Where neither numbers nor a list are known, whom to phone is said in words alone.
            "lines": .array(crisisPhones().map { .string($0) }),
        ])
    }

    // MARK: what stands on top

    /// Flags stand there until so many lines are full, each with all that it asks for, and as many openings of cards: what the command
    /// itself says is to stay on a screen of 24 lines.
    private static var mostOnTop: Int { 3 }

    /// What waits for this person, before anything else. That it cannot be looked up does not keep them from their work.
    func tellCrisis(_ practice: OpenPractice) throws {
        let looked = Result { try practice.crisisClock(telling: Self.mostOnTop) }
        switch looked {
        case .success(let clock?):
            let lines = try crisisLines(clock, practice)
            kept.crisis = crisisWaiting(clock)
            for line in lines { try announceLine(line, tone: .warning) }
        // Whoever was put out of service meanwhile is told so by what they came for.
        case .success(nil), .failure(RoomError.denied): break
        case .failure(let error):
            kept.isCrisisSpoiled = FaultText(error, catalogue).status == .integrity
            kept.crisis = [say(.crisisTopUnread)]
            try announce(.crisisTopUnread)
        }
    }

    /// The flags that want something of this person, in one line: lists of what waits are read where the lines on top are not.
    private func crisisWaiting(_ clock: CrisisClock) -> [String] {
        guard let first = clock.rising.first?.flag.id.shortForm(characters: 4) else { return [] }
        return [say(.crisisWaiting, ["count": "\(clock.rising.count)", "id": first])]
    }

    private func crisisLines(_ clock: CrisisClock, _ practice: OpenPractice) throws -> [String] {
        let times = try times(practice)
        var lines: [String] = []
        let shown = try? kept.shownFlag.map { try self.flag($0, in: practice) }
        var left = clock.rising[...]
        while lines.count < Self.mostOnTop, let (flag, demands) = left.popFirst() {
            for demand in demands {
                let arguments = [
                    "id": flag.id.shortForm(characters: 4), "level": crisisLevel(flag), "word": flag.level.rawValue,
                    "due": demand.due.map { times.table($0.date) } ?? "",
                ]
                let sentence: Sentence =
                    switch demand {
                    case .acknowledge(_, let isOverdue) where isOverdue && flag.clockAhead(at: .now): .crisisTopAhead
                    case .acknowledge(_, let isOverdue): isOverdue ? .crisisTopOverdue : .crisisTopWaiting
                    case .reassess: .crisisTopReassess
                    case .report: .crisisTopReport
                    case .cosign: .crisisTopCosign
                    // What to do stands in what is being shown.
                    case .proposeAnew: shown == flag.id ? .crisisTopStuckHere : .crisisTopStuck
                    }
                lines.append(say(sentence, arguments))
            }
        }
        if let more = crisisMore(Array(left), times) { lines.append(more) }
        for opening in clock.openings {
            let client = clock.ledger.flags.first { $0.id == opening.flag }?.client
            lines.append(
                say(
                    .crisisTopCard,
                    [
                        "person": crisisPerson(opening.author, clock.ledger),
                        "client": client.map { ClientCode(of: $0).description } ?? "",
                        "time": times.table(opening.event.at.date),
                    ]))
        }
        return lines
    }

    /// How many flags are not named on top, and which of them is overdue longest: the most pressing stand above, not the oldest.
    private func crisisMore(_ left: [(flag: CrisisFlag, demands: [CrisisDemand])], _ times: TimeText) -> String? {
        guard !left.isEmpty else { return nil }
        let late = left.filter { $0.demands.contains(where: \.isOverdue) }
        let now = UTCTime.now
        let since = late.compactMap { flag, demands in
            demands.filter(\.isOverdue).compactMap(\.due).filter { $0 < now }.min().map { (id: flag.id, due: $0) }
        }.min { $0.due < $1.due }
        guard let since else { return say(.crisisTopMore, ["count": "\(left.count)"]) }
        return say(
            .crisisTopMoreOverdue,
            [
                "count": "\(left.count)", "number": "\(late.count)", "id": since.id.shortForm(characters: 4),
                "due": times.table(since.due.date),
            ])
    }

    /// Why a flag that somebody proposed as over cannot be co-signed, and the way out.
    func crisisStuck(
        _ id: Identifier<CrisisFlag>, by proposer: Identifier<Person>?, _ ledger: CrisisLedger
    ) -> String {
        let short = id.shortForm(characters: 4)
        guard let proposer, ledger.onlooker.supervisors.contains(proposer) else {
            return say(.crisisStuckNobody, ["id": short])
        }
        return say(.crisisStuck, ["id": short, "person": ledger.staff[proposer]?.shortName.text ?? "?"])
    }

    /// For `status --json`, which tells what the lines on top tell people.
    func crisisJSON(_ practice: OpenPractice) throws -> JSONValue {
        guard options.json, let clock = try practice.crisisClock(telling: nil) else { return .array([]) }
        let times = try times(practice)
        return .array(
            clock.rising.map { flag, demands in
                .object([
                    "id": .string(flag.id.hex), "level": .string(flag.level.rawValue),
                    "clockAhead": .boolean(flag.clockAhead(at: .now)),
                    "demands": .array(demands.map { CrisisCommand.json($0, times) }),
                ])
            })
    }

    // MARK: words

    /// The words for levels and kinds that the program itself writes, in both languages.
    var crisisWords: CrisisWords {
        var words = CrisisWords()
        for language in Language.allCases {
            let context = speaking(language)
            for level in CrisisLevel.allCases { words.add(context.crisisLevel(level), for: level) }
            for kind in CrisisKind.allCases { words.add(context.crisisKind(kind), for: kind) }
        }
        return words
    }

    private func speaking(_ language: Language) -> CommandContext {
        CommandContext(
            terminal: terminal, environment: environment, speech: Speech(Catalogue(language)), options: options)
    }

    /// A level that somebody typed; refused where it is none.
    func crisisLevel(typed: String) throws -> CrisisLevel {
        try crisisWords.level(typed) ?? choice(typed, "level", CrisisLevel.self)
    }

    /// A kind that somebody typed; refused where it is none.
    func crisisKind(typed: String) throws -> CrisisKind {
        try crisisWords.kind(typed) ?? choice(typed, "kind", CrisisKind.self)
    }

    func crisisLevel(_ flag: CrisisFlag) -> String {
        flag.assessedLevel.map(crisisLevel) ?? say(.crisisUnassessed)
    }

    func crisisLevel(_ level: CrisisLevel) -> String {
        switch level {
        case .watch: say(.crisisLevelWatch)
        case .elevated: say(.crisisLevelElevated)
        case .high: say(.crisisLevelHigh)
        case .imminent: say(.crisisLevelImminent)
        }
    }

    func crisisKind(_ kind: CrisisKind) -> String {
        switch kind {
        case .suicide: say(.crisisKindSuicide)
        case .selfHarm: say(.crisisKindSelfHarm)
        case .harmToOthers: say(.crisisKindHarmToOthers)
        case .abuse: say(.crisisKindAbuse)
        case .psychosis: say(.crisisKindPsychosis)
        case .other: say(.crisisKindOther)
        }
    }

    func crisisState(_ flag: CrisisFlag, supervisors: Set<Identifier<Person>>) -> String {
        guard !flag.isStuck(supervisors: supervisors) else { return say(.crisisStateStuck) }
        return switch flag.state {
        case .raised: say(.crisisStateRaised)
        case .acknowledged: say(.crisisStateAcknowledged)
        case .proposed: say(.crisisStateProposed)
        case .resolved: say(.crisisStateResolved)
        }
    }

    func crisisParty(_ party: CrisisParty) -> String {
        switch party {
        case .guardian: say(.crisisPartyGuardian)
        case .relative: say(.crisisPartyRelative)
        case .emergencyContact: say(.crisisPartyEmergencyContact)
        case .police: say(.crisisPartyPolice)
        case .hospital: say(.crisisPartyHospital)
        case .school: say(.crisisPartySchool)
        case .victim: say(.crisisPartyVictim)
        case .authority: say(.crisisPartyAuthority)
        }
    }

    func crisisBasis(_ basis: DisclosureBasis) -> String {
        switch basis {
        case .consent: say(.crisisBasisConsent)
        case .danger: say(.crisisBasisDanger)
        case .legalDuty: say(.crisisBasisLegalDuty)
        case .courtOrder: say(.crisisBasisCourtOrder)
        case .minorProtection: say(.crisisBasisMinorProtection)
        }
    }

    func crisisPerson(_ author: CrisisAuthor, _ ledger: CrisisLedger) -> String {
        guard let person = author.person else { return say(.crisisStation) }
        return ledger.staff[person]?.shortName.text ?? person.shortForm(characters: 4)
    }

    func flag(_ typed: String, in practice: OpenPractice) throws -> Identifier<CrisisFlag> {
        let id = try one(practice.room.flags(matching: try meant(typed, .flags, in: practice)), typed: typed)
        kept.flag = id
        return id
    }

    /// A fault whose next step is about a crisis flag, with the flag that this command is about, so that it can be typed as it stands.
    func naming(_ error: any Error) -> any Error {
        guard let flag = kept.flag, case RoomError.denied(let rule) = error else { return error }
        var told = FaultText.denied(rule, catalogue)
        guard told.hintArguments["id"] != nil else { return error }
        told.hintArguments["id"] = flag.shortForm(characters: 4)
        return told
    }
}
