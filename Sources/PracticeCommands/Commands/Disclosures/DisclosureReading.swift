import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

// Looking at disclosures: what waits, what exactly would leave, what left.

struct DisclosureList: PlainCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: HelpLanguage.text(.disclosureHelpList))
    }
    @OptionGroup var common: CommonOptions

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let (all, unread) = try practice.room.visit(for: ListingDisclosures.self, about: .practice) {
                (try $0.disclosures(), try $0.unread())
            }
            let unreadLines = context.unread(unread, .disclosureListSpoiled, in: practice)
            let characters = Identifier.charactersNeeded(among: all.map(\.id))
            let times = try context.times(practice)
            let table = Table(
                columns: [
                    .headingID, .headingClientCode, .disclosureHeadingBasis, .headingCounselor, .headingStanding,
                    .reviewHeadingSince, .reviewHeadingWaits,
                ].map { Table.Column(heading: context.say($0)) },
                rows: all.map {
                    [
                        $0.id.shortForm(characters: characters), ClientCode(of: $0.disclosure.client).description,
                        context.basis($0.disclosure.basis), context.name($0.counselor),
                        context.standing($0.disclosure), times.table($0.disclosure.since.date), context.waits($0),
                    ]
                })
            return Reply(
                lines: context.lines(of: table, .disclosures, all.map(\.id.hex), in: practice),
                json: .object([
                    "disclosures": .array(all.map { DisclosureShow.json($0, times) }),
                    "spoiled": .number(unread.spoiled), "unknown": .number(unread.unknown),
                ]),
                remarks: (all.isEmpty && unreadLines.isEmpty ? [context.say(.disclosureListEmpty)] : [])
                    + unreadLines,
                status: unreadLines.isEmpty ? .done : .integrity, layout: .list)
        }
    }
}

struct DisclosureShow: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "show", abstract: HelpLanguage.text(.disclosureHelpShow))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.disclosureOptionID)) var disclosure: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let id = try context.disclosure(disclosure, in: practice)
            func read(of caseID: Identifier<CounselingCase>? = nil) throws -> DisclosureEntry {
                try practice.room.visit(for: ReadingDisclosure.self, about: .disclosure(id, of: caseID)) {
                    try $0.disclosure()
                }
            }
            let outline = try read()
            let own = try practice.room.ownEntry()
            let isCounselor = own.id == outline.disclosure.counselor
            // What it names is opened under an entry that says the case; whoever counsels it no more opens nothing of it.
            let entry = outline.mayOpen ? try read(of: outline.disclosure.caseID) : outline
            let times = try context.times(practice)
            var lines = Self.lines(entry, times, context)
            var remarks: [String] = []
            if let content = entry.content {
                lines += ["", context.say(.disclosureShowPreview), ""]
                lines += Self.preview(content, times, practice, context)
            } else if !isCounselor {
                remarks.append(context.say(.disclosureShowNoKeys))
            }
            remarks += context.strandedLines(outline, for: own)
            guard case .object(var json) = Self.json(entry, times) else { return Reply(lines: lines) }
            if let content = entry.content { json["content"] = try JSONValue(document: content.encodedBody()) }
            return Reply(lines: lines, json: .object(json), remarks: remarks)
        }
    }

    private static func lines(_ entry: DisclosureEntry, _ times: TimeText, _ context: CommandContext) -> [String] {
        let disclosure = entry.disclosure
        let records = disclosure.prepared?.items.map(\.record) ?? disclosure.records
        let pairs: [(String, String?)] = [
            (context.say(.headingID), entry.id.shortForm(characters: 4)),
            (context.say(.headingClientCode), ClientCode(of: disclosure.client).description),
            (context.say(.disclosureHeadingBasis), context.basis(disclosure.basis)),
            (context.say(.disclosureHeadingRecipient), disclosure.recipient),
            (context.say(.disclosureHeadingPurpose), disclosure.purpose),
            (context.say(.disclosureHeadingGrounds), disclosure.grounds),
            (context.say(.disclosureHeadingRequester), context.name(entry.requester)),
            (context.say(.headingCounselor), context.name(entry.counselor)),
            (context.say(.headingStanding), context.standing(disclosure)),
            (context.say(.reviewHeadingSince), times.table(disclosure.since.date)),
            (context.say(.reviewHeadingWaits), context.waits(entry)),
            (
                context.say(.disclosureHeadingRecords),
                records.isEmpty ? context.records([]) : context.recordIDs(records)
            ),
            (context.say(.disclosureHeadingLeftOut), disclosure.prepared.map { "\($0.leftOut)" }),
            (
                context.say(.disclosureHeadingApprover),
                disclosure.approval.map { context.pair(context.name(entry.approver), times.table($0.at.date)) }
            ),
        ]
        var lines = KeyValueLayout(pairs: pairs.compactMap { pair in pair.1.map { (pair.0, $0) } })
            .lines(width: context.terminal.layoutWidth)
        if !disclosure.packages.isEmpty { lines += ["", context.say(.disclosureHeadingPackages)] }
        lines += disclosure.packages.map { "  " + context.pair(times.table($0.at.date), $0.key ?? "scrypt") }
        return lines
    }

    /// What would leave, as the page has it; times and ids as they stand on every other screen.
    private static func preview(
        _ content: DisclosureContent, _ times: TimeText, _ practice: OpenPractice, _ context: CommandContext
    ) -> [String] {
        guard let wording = try? context.wording(practice) else { return [] }
        func line(_ word: DisclosureWord, _ value: String?) -> [String] {
            guard let value, !value.isEmpty else { return [] }
            return [wording.word(word) + " " + value]
        }
        func people(_ contacts: [DisclosureContent.Subject.Contact]?) -> String {
            (contacts ?? []).map { [$0.name, $0.relation, $0.phone].compactMap(\.self).joined(separator: " ") }
                .joined(separator: "; ")
        }
        var lines = line(.name, content.client.name) + line(.birth, content.client.birth?.text)
        if let details = content.client.details {
            lines += line(.phones, context.catalogue.list(details.phones)) + line(.email, details.email)
            lines += line(.address, details.address) + line(.guardians, people(details.guardians))
            lines += line(.emergencyContacts, people(details.emergencyContacts))
        }
        let characters = Identifier.charactersNeeded(among: content.notes.map(\.id))
        for note in content.notes {
            lines += [""] + line(.note, note.id.shortForm(characters: characters)) + line(.author, note.author)
            lines += line(.session, note.session.map { times.span($0.start, $0.end) })
            lines += line(.written, times.table(note.writtenAt.date)) + line(.signed, times.table(note.signedAt.date))
            lines += line(.cosigned, note.cosignedBy)
            for section in note.sections { lines += [wording.section(section.key), section.text] }
            lines += note.feedback.map { [wording.word(.feedback), $0] } ?? []
            for addendum in note.addenda {
                lines += [wording.word(.addendum) + " " + addendum.author, addendum.text]
            }
        }
        for consent in content.consents {
            lines += [""] + line(.consentFor, wording.consent(consent.purpose))
            lines += line(.textVersion, consent.textVersion)
            lines += line(.agreedOn, consent.agreedOn.text)
            lines += line(.guardiansAgreed, context.catalogue.list(consent.guardians))
            lines += line(.withdrawn, consent.withdrawn.map { times.table($0.date) })
        }
        return lines
    }

    static func json(_ entry: DisclosureEntry, _ times: TimeText) -> JSONValue {
        let disclosure = entry.disclosure
        func time(_ moment: UTCTime?) -> JSONValue { .optional(moment.map { times.rfc3339($0.date) }) }
        return .object([
            "id": .string(entry.id.hex), "client": .string(disclosure.client.hex),
            "case": .string(disclosure.caseID.hex), "basis": .string(disclosure.basis.rawValue),
            "recipient": .string(disclosure.recipient), "purpose": .string(disclosure.purpose),
            "grounds": .optional(disclosure.grounds), "state": .string(disclosure.state.rawValue),
            "requested": time(disclosure.requested), "since": time(disclosure.since),
            "requester": .optional(entry.requester?.shortName.text),
            "counselor": .optional(entry.counselor?.shortName.text),
            "toAskAnew": .boolean(entry.successors != nil),
            "successors": .array((entry.successors ?? []).map { .string($0.shortName.text) }),
            "approver": .optional(entry.approver?.shortName.text), "approved": time(disclosure.approval?.at),
            "digest": .optional(disclosure.prepared?.digest),
            "leftOut": disclosure.prepared.map { .number($0.leftOut) } ?? .null,
            "records": .array(
                (disclosure.prepared?.items.map(\.record) ?? disclosure.records).map { .string($0.hex) }),
            "refusal": .optional(disclosure.refusal?.rawValue),
            "packages": .array(
                disclosure.packages.map {
                    .object(["at": time($0.at), "package": .string($0.digest), "recipientKey": .optional($0.key)])
                }),
        ])
    }
}

struct DisclosureAccounting: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(commandName: "account", abstract: HelpLanguage.text(.disclosureHelpAccount))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionClient)) var client: String

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice { practice in
            let id = try context.client(client, in: practice)
            let found = try practice.room.visit(for: AccountingDisclosures.self, about: .client(id)) {
                try $0.accounts()
            }
            let accounts = found.entries
            let times = try context.times(practice)
            let table = Table(
                columns: [
                    .disclosureHeadingTime, .disclosureHeadingRecipient, .disclosureHeadingPurpose,
                    .disclosureHeadingBasis, .disclosureHeadingRecords, .disclosureHeadingApprover,
                    .disclosureHeadingSender,
                ].map { Table.Column(heading: context.say($0)) },
                rows: accounts.map {
                    [
                        times.table($0.record.sentAt.date), $0.record.recipient, $0.record.purpose,
                        context.basis($0.record.basis), context.recordIDs($0.record.items.map(\.record)),
                        $0.approvedBy?.fullName.text ?? "?", $0.sentBy?.fullName.text ?? "?",
                    ]
                })
            let title = context.say(
                .disclosureAccountTitle,
                ["client": ClientCode(of: id).description, "time": times.table(Date())])
            return Reply(
                lines: accounts.isEmpty ? [] : [title, ""] + table.lines(width: context.terminal.layoutWidth),
                json: .object([
                    "client": .string(id.hex),
                    "disclosures": .array(accounts.map { Self.json($0, times) }),
                    "spoiled": .number(found.spoiled), "unchecked": .number(found.unchecked),
                ]),
                remarks: [context.say(accounts.isEmpty ? .disclosureAccountEmpty : .disclosureAccountGive)]
                    + (found.unchecked == 0
                        ? [] : [context.say(.disclosureAccountUnchecked, ["count": "\(found.unchecked)"])])
                    + (found.spoiled == 0
                        ? []
                        : [
                            context.say(
                                .disclosureAccountSpoiled,
                                ["count": "\(found.spoiled)", "person": practice.identity.shortName])
                        ]),
                status: found.spoiled == 0 ? .done : .integrity, layout: .list)
        }
    }

    private static func json(_ account: AccountedDisclosure, _ times: TimeText) -> JSONValue {
        let record = account.record
        return .object([
            "id": .string(record.id.hex), "disclosure": .string(record.thread.hex), "case": .string(record.caseID.hex),
            "at": .string(times.rfc3339(record.sentAt.date)), "basis": .string(record.basis.rawValue),
            "recipient": .string(record.recipient), "purpose": .string(record.purpose),
            "grounds": .optional(record.grounds), "records": .array(record.items.map { .string($0.record.hex) }),
            "approvedBy": .optional(account.approvedBy?.fullName.text),
            "sentBy": .optional(account.sentBy?.fullName.text), "package": .string(record.package),
            "leftOut": .number(record.leftOut),
        ])
    }
}

extension JSONValue {
    /// A document that this program wrote, to be shown as it is.
    init(document: [UInt8]) throws {
        self.init(try JSONSerialization.jsonObject(with: Data(document), options: .fragmentsAllowed))
    }

    private init(_ value: Any) {
        switch value {
        case let members as [String: Any]: self = .object(members.mapValues { JSONValue($0) })
        case let items as [Any]: self = .array(items.map { JSONValue($0) })
        case let text as String: self = .string(text)
        case let number as NSNumber:
            self = String(cString: number.objCType) == "c" ? .boolean(number.boolValue) : .number(number.intValue)
        default: self = .null
        }
    }
}
