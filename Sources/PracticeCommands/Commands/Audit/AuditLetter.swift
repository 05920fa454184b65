import ArgumentParser
import Counseling
import Foundation
import Practice
import RecordRoom

/// The history of who opened a client's record, as a letter that the client can read. The trail's details are sealed to auditors,
/// so an auditor writes it; they hold no key to names of clients, so it bears the client's code and the desk addresses it.
struct AuditLetter: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "letter", abstract: HelpLanguage.text(.helpAuditLetter),
            discussion: HelpLanguage.text(.helpAuditLetterMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionClient)) var client: String
    @Option(help: .text(.optionOut, valueName: "file")) var out: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let out = context.file(self.out)
        return try context.inPractice { practice in
            let id = try context.client(client, in: practice)
            let settings = try practice.room.settings()
            // It is the practice's letter, whatever language the person at the keyboard reads.
            let writer = CommandContext(
                terminal: context.terminal, environment: context.environment,
                speech: Speech(Catalogue(Language(named: settings.language) ?? context.catalogue.language)),
                options: context.options)
            let times = try writer.times(practice)
            let history = try practice.room.visit(for: WritingAccessLetter.self, about: .client(id)) {
                try $0.history()
            }
            // A counselor's private notes are no part of the client's record.
            let entries = history.entries.filter { $0.details?.action != .writePrivateNote }
            let code = ClientCode(of: id).description
            let lines = letter(entries, history, code, settings.name, times, writer)
            if let out {
                try WholeFile.write(Array((lines.joined(separator: "\n") + "\n").utf8), to: out, replacing: false)
            }
            return Reply(
                lines: out == nil ? lines : [], json: json(entries, history, id, times, lines),
                remarks: [context.say(.letterNext, ["client": code])])
        }
    }

    private func letter(
        _ entries: [AuditLogEntry], _ history: AccessHistory, _ code: String, _ practice: String, _ times: TimeText,
        _ writer: CommandContext
    ) -> [String] {
        var lines = [
            practice, times.table(Date()), "", writer.say(.letterTitle, ["client": code]), "",
            writer.say(.letterOpening),
            "",
        ]
        if entries.isEmpty { lines.append(writer.say(.letterNothing)) }
        lines += entries.map { entry in
            let ending: Sentence? =
                switch entry.details?.outcome {
                case "denied": .letterRefused
                case "failed": .letterFailed
                default: nil
                }
            let word = Self.word(entry.details?.action)
            let what = writer.say(
                ending == nil ? word : (AttemptWords.words[word] ?? .attemptOther),
                ["action": entry.details?.action.rawValue ?? ""])
            return writer.say(
                .letterLine,
                [
                    "time": entry.details.map { times.table($0.time.date) } ?? "",
                    "person": person(entry.member, entry.details?.role, writer),
                    "what": writer.catalogue.paragraph([what, ending.map { writer.say($0) } ?? ""]),
                ])
        }
        if !history.listings.isEmpty {
            let people = history.listings.map {
                writer.say(
                    .letterListed,
                    ["person": $0.member?.fullName.text ?? writer.say(.letterWorkstation), "count": "\($0.count)"])
            }
            lines += ["", writer.say(.letterListings, ["people": writer.catalogue.list(people)])]
        }
        lines += ["", writer.say(.letterLeftOut)]
        if history.unreadable > 0 { lines.append(writer.say(.letterUnreadable, ["count": "\(history.unreadable)"])) }
        return lines
    }

    private func person(_ member: StaffMember?, _ role: Role?, _ writer: CommandContext) -> String {
        guard let member else { return writer.say(.letterWorkstation) }
        guard let role else { return member.fullName.text }
        return writer.say(.letterPerson, ["name": member.fullName.text, "role": writer.role(role)])
    }

    /// What an act is called in a letter: fewer words than there are acts, and none of the trade's.
    static func word(_ action: Action?) -> Sentence {
        switch action {
        case .readClient: .letterReadClient
        case .registerClient, .editClient: .letterChangedClient
        case .openCase, .closeCase: .letterChangedCase
        case .readCase: .letterReadCase
        case .readNote, .listNotes, .readReviewedNote: .letterReadNotes
        // break-glass
        case .listGlassNotes, .readGlassNote: .letterReadInEmergency
        case .searchNotes: .letterSearched
        case .writeNote, .editNote, .signNote, .signNoteInCrisis, .addAddendum, .withdrawNote: .letterWroteNotes
        case .cosignNote, .returnNote: .letterSupervised
        case .readAppointment: .letterReadAppointment
        case .bookAppointment, .confirmAppointment, .arriveAppointment, .completeAppointment, .cancelAppointment,
            .missAppointment, .rescheduleAppointment, .undoAppointment, .reopenAppointment:
            .letterChangedAppointment
        case .listConsents: .letterReadConsents
        case .recordConsent, .confirmConsent, .withdrawConsent: .letterChangedConsents
        case .readEmergencyCard, .openEmergencyCard: .letterReadCard
        case .writeEmergencyCard: .letterWroteCard
        case .writeAccessLetter: .letterWroteLetter
        // departures, hand-overs
        case .handOverCase, .listHandover, .nameSuccessor, .withdrawSuccession, .listSuccessions: .letterHandedOver
        case .approveSuccession, .releaseSuccessionShare: .letterHandoverKey
        case .finishSuccession: .letterTookOver
        // keys
        case .requestRecovery, .listRecovery, .approveRecovery, .releaseShare, .finishRecovery, .rehearseRecovery:
            .letterRecoveryKey
        case .rotateKey, .settle: .letterNewKey
        default: wordBeside(action)
        }
    }

    /// The same of what is about sending, keeping and emergencies; every act that can be about a client has its words.
    private static func wordBeside(_ action: Action?) -> Sentence {
        switch action {
        // disclosures
        case .requestDisclosure: .letterDisclosureAsked
        case .listDisclosures, .readDisclosure, .accountDisclosures: .letterDisclosureRead
        case .prepareDisclosure, .approveDisclosure, .refuseDisclosure, .withdrawDisclosure: .letterDisclosureDecided
        case .sendDisclosure: .letterDisclosureSent
        // break-glass
        case .requestGlass: .letterEmergencyAsked
        case .approveGlass: .letterEmergencyApproved
        case .releaseGlassShare: .letterEmergencyKey
        case .openGlass: .letterEmergencyOpened
        case .listGlass, .acknowledgeGlass, .reviewGlass, .noticeGlass: .letterEmergencyReviewed
        // retention
        case .setRetention, .reviewArchive, .listRetention, .noteRetention: .letterKeeping
        case .requestDeletion: .letterDeletionAsked
        case .placeHold, .releaseHold: .letterHold
        case .proposeDisposal, .approveDisposal, .listDisposals, .proposePrivateDisposal, .approvePrivateDisposal:
            .letterDisposal
        // the rest
        case .listCosigning: .letterSupervised
        case .assignReview, .confirmReview, .listReviews, .readReview, .nudgeReview, .fulfillReview, .writeReview,
            .answerReview, .finishReview:
            .letterReviewed
        case .leaveJot, .discardJot: .letterJot
        case .raiseFlag, .listFlags, .readFlag, .readCrisisClock, .acknowledgeFlag, .logIntervention, .logContact,
            .linkFlag, .reassessFlag, .proposeResolution, .proposeUnreported, .cosignResolution:
            .letterCrisis
        case .listCases, .listClients, .findClient, .listAppointments, .findFreeTimes: .letterLists
        case .writePrivateNote: .letterPrivate
        default: .letterOther
        }
    }

    private func json(
        _ entries: [AuditLogEntry], _ history: AccessHistory, _ id: Identifier<Client>, _ times: TimeText,
        _ lines: [String]
    ) -> JSONValue {
        .object([
            "client": .string(id.hex), "code": .string(ClientCode(of: id).description),
            "letter": .string(lines.joined(separator: "\n") + "\n"), "unreadable": .number(history.unreadable),
            "entries": .array(
                entries.map { entry in
                    .object([
                        "epoch": .number(Int(entry.epoch)), "position": .count(entry.position),
                        "actor": .string(entry.actor.hex),
                        "actorName": .optional(entry.member?.fullName.text),
                        "time": .optional(entry.details.map { times.rfc3339($0.time.date) }),
                        "action": .optional(entry.details?.action.rawValue),
                        "role": .optional(entry.details?.role?.rawValue),
                        "outcome": .optional(entry.details?.outcome),
                    ])
                }),
            "listings": .array(
                history.listings.map {
                    .object([
                        "actor": .string($0.person.hex), "actorName": .optional($0.member?.fullName.text),
                        "count": .number($0.count),
                    ])
                }),
        ])
    }
}
