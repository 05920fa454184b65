import Counseling
import Foundation
import Practice
import RecordRoom

// Disclosures, found and said.
extension CommandContext {
    func disclosure(_ typed: String, in practice: OpenPractice) throws -> Identifier<DisclosureThread> {
        try one(practice.room.disclosures(matching: try meant(typed, .disclosures, in: practice)), typed: typed)
    }

    /// A record that may be disclosed: a session note, a consent, or a client's profile by the client's code.
    func disclosed(_ typed: String, in practice: OpenPractice) throws -> Identifier<DisclosedRecord> {
        let id = try meant(typed, .notes, .consents, .clients, in: practice)
        var found = try practice.room.clients(matching: id).map(\.hex)
        if ClientCode.prefix(in: id) == id {
            found += try practice.room.notes(matching: id).map(\.hex) + practice.room.consents(matching: id).map(\.hex)
        }
        return try one(found.map { try Identifier(hex: $0) }, typed: typed)
    }

    func disclosed(_ typed: [String], in practice: OpenPractice) throws -> [Identifier<DisclosedRecord>] {
        var result: [Identifier<DisclosedRecord>] = []
        for text in typed {
            let id = try disclosed(text, in: practice)
            if !result.contains(id) { result.append(id) }
        }
        return result
    }

    /// The disclosure as it stands, without opening what it names. Whoever may not even read it is refused as what they came
    /// for: so the trail says.
    func disclosureEntry(
        _ id: Identifier<DisclosureThread>, in practice: OpenPractice, orRefuse act: () throws -> Void
    ) throws -> DisclosureEntry {
        do {
            return try practice.room.visit(for: ReadingDisclosure.self, about: .disclosure(id)) { try $0.disclosure() }
        } catch {
            if case RoomError.denied = error { try act() }
            throw error
        }
    }

    /// What sentences about a disclosure take.
    func named(_ entry: DisclosureEntry) -> [String: String] {
        [
            "id": entry.id.shortForm(characters: 4), "basis": basis(entry.disclosure.basis),
            "counselor": name(entry.counselor), "recipient": entry.disclosure.recipient,
            "records": records(entry.disclosure.prepared?.items.map(\.record) ?? entry.disclosure.records),
        ]
    }

    /// Where whoever was to give it counsels the case no more: who does, and what this person or another can do about it.
    /// - Returns: nil where it can be given
    func stranded(_ entry: DisclosureEntry, for own: StaffEntry) -> (now: Sentence, next: Sentence, [String: String])? {
        guard let successors = entry.successors else { return nil }
        let roles = own.member.roles
        let next: Sentence
        if entry.disclosure.requester == own.id {
            let asks =
                !roles.isDisjoint(with: [.director, .frontDesk])
                || successors.contains { $0.shortName == own.member.shortName }
            next = asks ? .disclosureAnewOwn : .disclosureAnewTakeBack
        } else if entry.isRequesterThere {
            next = .disclosureAnewRequester
        } else {
            let refuses = !roles.isDisjoint(with: [.director, .supervisor]) && entry.disclosure.counselor != own.id
            next = refuses ? .disclosureAnewRefuse : .disclosureAnewRefused
        }
        let arguments = [
            "people": catalogue.list(successors.map { name($0) }.sorted()), "requester": name(entry.requester),
            "person": entry.counselor?.shortName.text ?? "?",
            "case": entry.disclosure.caseID.shortForm(characters: 4), "code": entry.disclosure.basis.rawValue,
        ]
        return (
            successors.isEmpty ? .disclosureStrandedNobody : .disclosureStranded, next,
            named(entry).merging(arguments) { $1 }
        )
    }

    func strandedLines(_ entry: DisclosureEntry, for own: StaffEntry) -> [String] {
        guard let (now, next, arguments) = stranded(entry, for: own) else { return [] }
        return [say(now, arguments), say(next, arguments)]
    }

    /// The refusal of whoever would give it, and cannot because it is another's who counsels the case no more.
    func unlessStranded(_ error: any Error, _ entry: DisclosureEntry, in practice: OpenPractice) throws -> any Error {
        guard let (now, next, arguments) = stranded(entry, for: try practice.room.ownEntry()) else { return error }
        switch error {
        case RoomError.denied(rule: .notDisclosureCounselor):
            let plain = FaultText.denied(.notDisclosureCounselor, catalogue)
            return CommandFault(plain.status, plain.code, now, arguments, hint: next, arguments)
        case RoomError.noKey: return CommandFault(.notAllowed, "no-key", now, arguments, hint: next, arguments)
        default: return error
        }
    }

    func records(_ ids: [Identifier<DisclosedRecord>]) -> String {
        guard !ids.isEmpty else { return say(.disclosureRecordsOpen) }
        return say(.disclosureRecordsNamed, ["records": recordIDs(ids)])
    }

    func recordIDs(_ ids: [Identifier<DisclosedRecord>]) -> String {
        let characters = Identifier.charactersNeeded(among: ids)
        return catalogue.list(ids.map { $0.shortForm(characters: characters) })
    }

    func basis(_ basis: ReleaseBasis) -> String { say(Self.sentence(basis)) }

    static func sentence(_ basis: ReleaseBasis) -> Sentence {
        switch basis {
        case .clientConsent: .disclosureBasisConsent
        case .guardianConsent: .disclosureBasisGuardian
        case .ownCopy: .disclosureBasisCopy
        case .legalDuty: .disclosureBasisDuty
        case .danger: .disclosureBasisDanger
        case .afterDeath: .disclosureBasisDeath
        }
    }

    func refusal(_ reason: DisclosureRefusal) -> String {
        switch reason {
        case .harm: say(.disclosureReasonHarm)
        case .noBasis: say(.disclosureReasonNoBasis)
        case .notTheirs: say(.disclosureReasonNotTheirs)
        }
    }

    func standing(_ disclosure: Disclosure) -> String {
        let state: Sentence =
            switch disclosure.state {
            case .requested: .disclosureStateRequested
            case .prepared: .disclosureStatePrepared
            case .approved: .disclosureStateApproved
            case .sent: .disclosureStateSent
            case .refusing: .disclosureStateRefusing
            case .refused: .disclosureStateRefused
            case .withdrawn: .disclosureStateWithdrawn
            }
        guard let reason = disclosure.refusal else { return say(state) }
        return pair(say(state), refusal(reason))
    }

    /// Whom it waits for.
    func waits(_ entry: DisclosureEntry) -> String {
        guard entry.successors == nil else { return say(.disclosureWaitsAnew) }
        return switch entry.disclosure.state {
        case .requested: say(.disclosureWaitsCounselor, ["person": name(entry.counselor)])
        case .prepared: say(.disclosureWaitsApprover)
        case .approved: say(.disclosureWaitsSend, ["person": name(entry.counselor)])
        case .refusing: say(.disclosureWaitsSecond)
        case .sent, .refused, .withdrawn: say(.disclosureWaitsNobody)
        }
    }

    /// The words of what leaves, in the practice's language.
    func wording(_ practice: OpenPractice) throws -> DisclosureWording {
        let language = Language(named: try practice.room.settings().language) ?? catalogue.language
        let words = Catalogue(language)
        let times = TimeText(zone: try times(practice).zone, language: language)
        return DisclosureWording(
            language: language == .english ? "en" : "zh-Hans", word: { words.text(Self.sentence($0)) },
            section: { words.text(NoteCommand.question($0)) }, template: { $0.rawValue.uppercased() },
            basis: { words.text(Self.sentence($0)) }, consent: { words.text(Self.sentence($0)) },
            time: { times.rfc3339($0.date) })
    }

    private static func sentence(_ purpose: Consent.Purpose) -> Sentence {
        switch purpose {
        case .counseling: .consentForCounseling
        case .remote: .consentForRemote
        case .recording: .consentForRecording
        case .teaching: .consentForTeaching
        case .research: .consentForResearch
        }
    }

    private static func sentence(_ word: DisclosureWord) -> Sentence {
        switch word {
        case .title: .disclosureWordTitle
        case .about: .disclosureWordAbout
        case .name: .disclosureWordName
        case .birth: .disclosureWordBirth
        case .phones: .disclosureWordPhones
        case .email: .disclosureWordEmail
        case .address: .disclosureWordAddress
        case .guardians: .disclosureWordGuardians
        case .emergencyContacts: .disclosureWordEmergency
        case .recipient: .disclosureWordRecipient
        case .purpose: .disclosureWordPurpose
        case .basis: .disclosureWordBasis
        case .requestedBy: .disclosureWordRequested
        case .approvedBy: .disclosureWordApproved
        case .sentBy: .disclosureWordSent
        case .made: .disclosureWordMade
        case .reference: .disclosureWordReference
        case .trail: .disclosureWordTrail
        case .notes: .disclosureWordNotes
        case .note: .disclosureWordNote
        case .author: .disclosureWordAuthor
        case .session: .disclosureWordSession
        case .written: .disclosureWordWritten
        case .signed: .disclosureWordSigned
        case .lateEntry: .disclosureWordLate
        case .cosigned: .disclosureWordCosigned
        case .feedback: .disclosureWordFeedback
        case .addendum: .disclosureWordAddendum
        case .consents: .disclosureWordConsents
        case .consentFor: .disclosureWordConsentFor
        case .agreedOn: .disclosureWordAgreedOn
        case .clientAgreed: .disclosureWordClientAgreed
        case .guardiansAgreed: .disclosureWordGuardiansAgreed
        case .textVersion: .disclosureWordTextVersion
        case .withdrawn: .disclosureWordWithdrawn
        case .notice: .disclosureWordNotice
        case .redisclosure: .disclosureWordRedisclosure
        case .leftOut: .disclosureWordLeftOut
        case .thirdParties: .disclosureWordThirdParties
        case .nothingElse: .disclosureWordNothingElse
        case .template: .disclosureWordTemplate
        }
    }
}
