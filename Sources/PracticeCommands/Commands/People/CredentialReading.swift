import ArgumentParser
import Counseling
import Practice
import RecordRoom

// Looking at credentials, and at which are required.

struct CredentialList: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: HelpLanguage.text(.credentialHelpList))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.credentialOptionPerson)) var person: String?
    @Option(help: .text(.credentialOptionExpiring, valueName: "days")) var expiring: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let days = try expiring.map { try Self.days($0, context) }
        return try context.inPractice { practice in
            let about = try person.map { Subject.person(try context.person($0, in: practice).id) } ?? .practice
            let entries = try practice.room.visit(for: ListingCredentials.self, about: about) { try $0.credentials() }
            let rows = entries.flatMap { entry in (entry.credentials ?? []).map { (entry, $0) } }
                .filter { entry, one in Self.ends(one, within: days, of: entry.today) }
            let characters = Identifier.charactersNeeded(among: rows.map(\.1.id))
            let table = Table(
                columns: [
                    .headingID, .credentialHeadingPerson, .credentialHeadingKind, .credentialHeadingNumber,
                    .credentialHeadingIssuer, .credentialHeadingIssued, .credentialHeadingUntil, .headingStanding,
                ].map { Table.Column(heading: context.say($0)) },
                rows: rows.map { entry, one in
                    [
                        one.id.shortForm(characters: characters), entry.member?.shortName.text ?? "",
                        context.credentialKind(one.details.kind), one.details.number, one.details.issuer,
                        one.details.issued.text, context.end(of: one.verifiedTerm ?? one.term),
                        context.credentialState(one),
                    ]
                })
            var remarks: [String] = []
            if rows.isEmpty, !entries.contains(where: \.isSpoiled) {
                let own = try practice.room.ownEntry().member
                // Whoever is shown their own alone is told so, and not that there are none.
                let seesAll = own.roles.contains(.director)
                let told = ["days": days.map { "\($0)" } ?? "", "person": own.shortName.text]
                remarks.append(
                    days == nil
                        ? context.say(seesAll ? .credentialListEmpty : .credentialListNoneOwn, told)
                        : context.say(seesAll ? .credentialListNothingEnds : .credentialListNoneOwnEnds, told))
            }
            let standings = Dictionary(
                try practice.room.roll().map { ($0.id, $0.standing) }, uniquingKeysWith: { one, _ in one })
            for entry in entries {
                let name = entry.member?.shortName.text ?? "?"
                // Whatever their papers say, who is away sees nobody.
                switch standings[entry.person] {
                case .suspended: remarks.append(context.say(.standingCounselorSuspended, ["person": name]))
                case .ended: remarks.append(context.say(.standingCounselorEnded, ["person": name]))
                default: remarks += context.fitness(entry.fitness, of: name)
                }
                if entry.isSpoiled {
                    remarks.append(
                        context.say(
                            .credentialListSpoiled, ["person": name, "name": practice.identity.shortName]))
                } else if entry.credentials == nil {
                    remarks.append(context.say(.credentialListNotLetIn, ["person": name]))
                }
            }
            let isSound = entries.allSatisfy { !$0.isSpoiled && $0.fitness != .unreadable }
            return Reply(
                lines: context.lines(of: table, .credentials, rows.map(\.1.id.hex), in: practice),
                json: .object([
                    "credentials": .array(rows.map { Self.json($0, $1) }),
                    "people": .array(
                        entries.map {
                            .object([
                                "id": .string($0.person.hex), "shortName": .optional($0.member?.shortName.text),
                                "fitness": CommandContext.json($0.fitness), "open": .boolean($0.credentials != nil),
                                "spoiled": .boolean($0.isSpoiled),
                            ])
                        }),
                ]), remarks: remarks, status: isSound ? .done : .integrity, layout: .list)
        }
    }

    static func json(_ entry: CredentialEntry, _ one: CredentialStanding) -> JSONValue {
        .object([
            "id": .string(one.id.hex), "person": .string(entry.person.hex),
            "shortName": .optional(entry.member?.shortName.text), "kind": .string(one.details.kind.rawValue),
            "number": .string(one.details.number), "issuer": .string(one.details.issuer),
            "issued": .string(one.details.issued.text), "expires": .optional(one.term.expires?.text),
            "recheck": .optional(one.term.recheck?.text), "validUntil": .optional(one.verifiedTerm?.last?.text),
            "state": .string(one.state.rawValue), "recordedBy": .string(one.claimedBy.hex),
            "verifiedBy": .optional(one.verifiedBy?.hex), "selfVerified": .boolean(one.selfVerified),
        ])
    }

    /// `60d`, `60`.
    private static func days(_ typed: String, _ context: CommandContext) throws -> Int {
        let digits = typed.hasSuffix("d") ? typed.dropLast() : typed[...]
        guard let days = Int(digits), (0...36_500).contains(days), digits.allSatisfy({ $0.isASCII && $0.isNumber })
        else {
            throw FaultText.field("expiring", .credentialReasonDays, context.catalogue)
        }
        return days
    }

    private static func ends(_ one: CredentialStanding, within days: Int?, of today: CalendarDate) -> Bool {
        guard let days else { return true }
        guard one.state != .withdrawn, let last = (one.verifiedTerm ?? one.term).last else { return false }
        return last.daysSince1970 <= today.daysSince1970 + days
    }
}

struct CredentialRequired: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "required", abstract: HelpLanguage.text(.credentialHelpRequired),
            discussion: HelpLanguage.text(.credentialHelpRequiredMore))
    }
    @OptionGroup var common: CommonOptions
    @Option(help: .text(.credentialOptionSet, valueName: "kinds")) var set: [String] = []

    func perform(_ context: CommandContext) throws -> Reply {
        let wanted: RequiredCredentials?
        do { wanted = try set.isEmpty ? nil : RequiredCredentials(typed: set) } catch {
            let choices = context.catalogue.list(StaffCredential.Kind.allCases.map(\.rawValue))
            throw CommandFault(
                .badInput, "bad-field", .faultField,
                ["field": "set", "reason": context.say(.faultReasonChoice, ["choices": choices])],
                hint: .faultFieldHint)
        }
        return try context.inPractice { practice in
            guard let wanted else {
                let required = try practice.room.visit(for: ReadingRequiredCredentials.self, about: .practice) {
                    try $0.required()
                }
                return Reply(
                    lines: [context.say(.credentialRequiredShow, ["sets": said(required, context)])],
                    json: json(required))
            }
            try context.announce(.credentialRequiredBefore, ["sets": said(wanted, context)])
            let changed = try practice.room.visit(for: SettingRequiredCredentials.self, about: .practice) {
                try $0.set(wanted)
            }
            return Reply(
                lines: [context.say(.credentialRequiredAfter, ["count": "\(changed)"])],
                json: .object(["sets": sets(wanted), "changed": .number(changed)]))
        }
    }

    private func said(_ required: RequiredCredentials, _ context: CommandContext) -> String {
        func joined(_ words: [String], _ sentence: Sentence) -> String {
            words.reduce("") { $0.isEmpty ? $1 : context.say(sentence, ["a": $0, "b": $1]) }
        }
        return joined(
            required.sets.map { joined($0.map(context.credentialKind), .credentialOr) }, .credentialAnd)
    }

    private func sets(_ required: RequiredCredentials) -> JSONValue {
        .array(required.sets.map { .array($0.map { .string($0.rawValue) }) })
    }

    private func json(_ required: RequiredCredentials) -> JSONValue { .object(["sets": sets(required)]) }
}
