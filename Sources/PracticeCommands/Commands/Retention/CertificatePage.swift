import Counseling
import Foundation
import Practice
import RecordRoom

/// A certificate of disposal as text, in one language.
struct CertificatePage {
    let lines: [String]

    init(_ certificate: DisposalCertificate, _ settings: PracticeSettings, _ catalogue: Catalogue, _ language: Language)
    {
        let done = certificate.done
        let zone = TimeZone(identifier: settings.timeZone) ?? .gmt
        let times = TimeText(zone: zone, language: language)
        func time(_ time: UTCTime?) -> String { time.map { times.rfc3339($0.date) } ?? "?" }
        func person(_ id: Identifier<Person>, _ member: StaffMember?) -> String {
            (member.map { "\($0.fullName.text), " } ?? "") + id.hex
        }
        let terms = done.proposal.terms
        let isFile = if case .client = certificate.entry.target { true } else { false }
        let arguments = [
            "practice": settings.name, "root": certificate.practice, "case": certificate.entry.target.hex,
            "count": "\(done.proposal.rows)", "closed": terms?.closed.text ?? "?",
            "until": terms?.keepUntil.text ?? "?", "notice": (terms?.notice ?? terms?.collected)?.text ?? "–",
            "person": person(done.proposal.by, done.proposal.member),
            "name": person(done.approvedBy, done.approver), "time": time(done.proposal.at), "end": time(done.at),
            "number": certificate.place, "hash": done.statement,
        ]
        func say(_ sentence: Sentence) -> String { catalogue.text(sentence, arguments) }
        var lines = [
            say(.certificateTitle), say(.certificatePractice), say(isFile ? .certificateFile : .certificateCase),
            say(isFile ? .certificateFileTerms : .certificateTerms),
            say(.certificateProposed), say(.certificateApproved), say(.certificateEntry), say(.certificateGone),
        ]
        if isFile { lines.append(say(.certificateFileStays)) }
        if certificate.backups.isEmpty {
            lines.append(say(.certificateNoBackups))
        } else {
            lines.append(say(.certificateBackups))
            for backup in certificate.backups {
                lines.append(
                    catalogue.text(
                        backup.line.expires == nil ? .certificateBackupForever : .certificateBackup,
                        [
                            "path": backup.line.place + "/" + backup.line.file, "time": time(backup.line.at),
                            "until": time(backup.line.expires),
                        ]))
            }
        }
        lines += Self.privateNotes(certificate, catalogue, time, person)
        lines.append(say(.certificateCopies))
        self.lines = lines + [""]
    }
}

// Disposals, in words and for scripts.
extension CommandContext {
    func standing(_ entry: DisposalEntry) -> Sentence {
        if entry.disposal != nil { return entry.isBroken ? .disposalStateBroken : .valueDisposed }
        if entry.proposal != nil { return .disposalStateProposed }
        return entry.isOutdated ? .disposalStateOutdated : .disposalStateHeld
    }

    func arguments(_ entry: DisposalEntry) -> [String: String] {
        let proposal = entry.disposal?.proposal ?? entry.proposal
        let terms = proposal?.terms
        return [
            "what": name(entry.target), "id": code(entry.target), "count": "\(proposal?.rows ?? 0)",
            "number": "\(proposal?.cards ?? 0)",
            "person": proposal?.member?.shortName.text ?? "?", "closed": terms?.closed.text ?? "?",
            "until": terms?.keepUntil.text ?? "?", "notice": (terms?.notice ?? terms?.collected)?.text ?? "–",
        ]
    }

    private func json(_ proposal: DisposalEntry.Proposal, _ times: TimeText) -> JSONValue {
        .object([
            "id": .string(proposal.id), "by": .string(proposal.by.hex),
            "shortName": .optional(proposal.member?.shortName.text),
            "at": .optional(proposal.at.map { times.rfc3339($0.date) }), "rows": .number(proposal.rows),
            "cards": .number(proposal.cards),
            "closed": .optional(proposal.terms?.closed.text), "keepUntil": .optional(proposal.terms?.keepUntil.text),
            "notice": .optional(proposal.terms?.notice?.text), "collected": .optional(proposal.terms?.collected?.text),
        ])
    }

    func json(_ entry: DisposalEntry, _ practice: OpenPractice) throws -> JSONValue {
        let times = try times(practice)
        return .object([
            key(entry.target): .string(entry.target.hex),
            "id": .optional(entry.disposal?.proposal.id ?? entry.proposal?.id),
            "holds": .array(
                entry.holds.map {
                    .object([
                        "id": .string($0.id), "by": .optional($0.by?.shortName.text),
                        "mayRelease": .boolean($0.mayRelease), "isByOffice": .boolean($0.isByOffice),
                    ])
                }), "outdated": .boolean(entry.isOutdated),
            "broken": .boolean(entry.isBroken),
            "proposal": entry.proposal.map { json($0, times) } ?? .null,
            "disposal": entry.disposal.map {
                .object([
                    "proposal": json($0.proposal, times), "approvedBy": .string($0.approvedBy.hex),
                    "approver": .optional($0.approver?.shortName.text),
                    "at": .optional($0.at.map { times.rfc3339($0.date) }), "statement": .string($0.statement),
                ])
            } ?? .null, "sweepOwed": .boolean(practice.isSweepOwed),
            "privateNotes": .array(try entry.privateNotes.map { try json($0, practice) }),
            "cardsClosed": .number(entry.cardsClosed),
        ])
    }

    func json(_ certificate: DisposalCertificate, _ lines: [String], _ practice: OpenPractice) throws -> JSONValue {
        let times = try times(practice)
        return .object([
            key(certificate.entry.target): .string(certificate.entry.target.hex),
            "practice": .string(certificate.practice),
            "entry": .string(certificate.place), "statement": .string(certificate.done.statement),
            "disposal": try json(certificate.entry, practice),
            "privateNotes": .array(try certificate.privateNotes.map { try json($0, practice) }),
            "backups": .array(
                certificate.backups.map {
                    .object([
                        "id": .string($0.id), "file": .string($0.line.file), "place": .string($0.line.place),
                        "at": .string(times.rfc3339($0.line.at.date)),
                        "expires": .optional($0.line.expires.map { times.rfc3339($0.date) }),
                    ])
                }), "certificate": .string(lines.joined(separator: "\n") + "\n"),
        ])
    }
}
