import ArgumentParser
import Counseling
import Glibc
import Practice
import RecordRoom

/// Signs, as somebody outside, that a checkpoint only adds to the one signed last. Needs no practice and no passphrase.
struct AuditWitness: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "witness", abstract: HelpLanguage.text(.helpAuditWitness),
            discussion: HelpLanguage.text(.helpAuditWitnessMore))
    }
    @OptionGroup var common: CommonOptions
    @Option(help: .text(.optionNewKey, valueName: "file")) var newKey: String?
    @Option(help: .text(.optionWitnessName)) var name: String?
    @Option(help: .text(.optionWitnessFile, valueName: "file")) var key: String?
    @Option(help: .text(.optionLogKey, valueName: "key")) var logKey: [String] = []
    @Flag(help: .text(.optionAcceptEpoch)) var acceptEpoch = false
    @Option(help: .text(.optionOut, valueName: "file")) var out: String?
    @Argument(help: .text(.optionCheckpointOrProof)) var checkpoint: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let out = context.file(self.out)
        try context.requireFile(newKey, option: "new-key")
        if let newKey {
            guard let name else { throw context.missing("--name", "--name NAME") }
            do {
                let text = try WitnessDesk(keyFile: newKey).make(name: name)
                return Reply(
                    lines: [text], json: .object(["id": .string(text), "file": .string(newKey)]),
                    remarks: [
                        context.say(.witnessMade, ["path": newKey]), context.say(.witnessMadeNext, ["path": newKey]),
                    ], layout: .exact)
            } catch ProofFault.notAKey {
                throw CommandFault(.badInput, "not-a-key", .witnessName)
            }
        }
        guard let key else { throw context.missing("--key", "--key FILE") }
        guard let checkpoint else { throw context.missing("CHECKPOINT", "tacet audit witness --key FILE CHECKPOINT") }
        let desk = WitnessDesk(keyFile: key)
        let text = try context.proofText(checkpoint)
        let isFirst = (try? Witness.practice(of: text)).map {
            access(desk.lastCheckpoint(of: $0), F_OK) != 0
        }
        let (note, crossing): (String, WitnessedCrossing?)
        do {
            (note, crossing) = try desk.cosign(text, trusting: logKey, acceptsEpoch: acceptEpoch, now: .now)
        } catch let refusal as Witness.Refusal {
            switch refusal {
            case .notAccepted(let crossing), .strangers(let crossing):
                for line in context.lines(of: crossing) { try context.announceLine(line) }
            default: break
            }
            throw fault(refusal, desk, text)
        } catch let fault as ProofFault { throw CommandContext.fault(fault, path: checkpoint) }
        if let out { try WholeFile.write(Array(note.utf8), to: out, mode: 0o644, replacing: false) }
        let signed = try? SignedCheckpoint(note)
        return Reply(
            lines: out == nil
                ? note.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) : [],
            json: .object([
                "note": .string(note), "entries": .count(signed?.size ?? 0),
                "practice": .optional(signed?.practice), "epoch": .number(Int(signed?.epoch ?? 0)),
                "crossing": crossing.map { CommandContext.json($0) } ?? .null,
            ]),
            remarks: crossing.map { crossing in
                let path = desk.crossingFile(of: signed?.practice ?? "", epoch: signed?.epoch ?? 0)
                return context.lines(of: crossing) + [
                    context.say(.witnessCrossed, ["epoch": "\(signed?.epoch ?? 0)", "path": path])
                ]
            } ?? [
                context.say(isFirst == true ? .witnessSignedFirst : .witnessSigned, ["count": "\(signed?.size ?? 0)"])
            ], layout: .exact)
    }

    private func fault(_ refusal: Witness.Refusal, _ desk: WitnessDesk, _ text: String) -> CommandFault {
        let last = (try? Witness.practice(of: text)).map { desk.lastCheckpoint(of: $0) } ?? desk.memory
        let kept = ["path": last]
        return switch refusal {
        case .unknownPractice: CommandFault(.badInput, "log-key-needed", .witnessUnknown, hint: .witnessUnknownHint)
        case .notSigned: CommandFault(.integrity, "not-signed", .witnessNotSigned, hint: .witnessNotSignedHint)
        case .proofNeeded(let seen):
            CommandFault(
                .tryAgain, "proof-needed", .witnessProofNeeded, ["count": "\(seen)"], hint: .witnessProofNeededHint,
                kept)
        case .shorter(let seen, let given):
            CommandFault(
                .integrity, "rolled-back", .witnessShorter, ["seen": "\(seen)", "found": "\(given)"],
                hint: .witnessKeepHint, kept)
        case .forked(let seen):
            CommandFault(
                .integrity, "forked", .witnessForked, ["seen": "\(seen)"], hint: .witnessKeepHint, kept)
        case .otherEpoch(let seen, let given):
            CommandFault(
                .integrity, "other-epoch", .witnessEpoch, ["seen": "\(seen)", "found": "\(given)"],
                hint: given > seen ? .witnessEpochHint : .witnessKeepHint, kept)
        case .notAccepted(let crossing):
            CommandFault(
                .tryAgain, "epoch-not-accepted", .witnessNotAccepted,
                ["epoch": "\(crossing.crossings.last?.epoch ?? 0)"], hint: .witnessNotAcceptedHint)
        case .strangers(let crossing):
            CommandFault(
                .integrity, "signers-unknown", .witnessStrangers, hint: .witnessStrangersHint,
                ["keys": crossing.strangers.joined(separator: " ")])
        case .crossingFails:
            CommandFault(.integrity, "crossing-fails", .witnessCrossingFails, hint: .witnessKeepHint, kept)
        case .fault(let fault): CommandContext.fault(fault, path: checkpoint ?? "")
        }
    }
}

/// What led into another epoch, said to a witness.
extension CommandContext {
    func lines(of crossing: WitnessedCrossing) -> [String] {
        var result = crossing.crossings.flatMap { lines(of: $0, nil, isConfirmed: true) }
        result += crossing.signers.map { say(.witnessSigner, ["key": $0]) }
        let values = ["seen": "\(crossing.seen.entries)", "count": "\(crossing.lost)"]
        result.append(say(crossing.lost == 0 ? .witnessNothingLost : .witnessLost, values))
        if crossing.isUnknownToSigners { result.append(say(.witnessUnknownToSigners, values)) }
        return result
    }

    static func json(_ crossing: WitnessedCrossing) -> JSONValue {
        .object([
            "crossings": .array(crossing.crossings.map { json($0) }),
            "signers": .array(crossing.signers.map { .string($0) }), "lost": .count(crossing.lost),
            "unknownToSigners": .boolean(crossing.isUnknownToSigners),
        ])
    }
}

/// What proofs, checkpoints and keys from outside have wrong with them.
extension CommandContext {
    static func fault(_ fault: ProofFault, path: String) -> CommandFault {
        switch fault {
        case .notAProof: CommandFault(.badInput, "not-a-proof", .proofNotOne, ["path": path])
        case .notACheckpoint:
            CommandFault(
                .badInput, "not-a-checkpoint", .faultNotCheckpoint, ["path": path], hint: .faultNotCheckpointHint)
        case .notAKey: CommandFault(.badInput, "not-a-key", .proofNotKey, hint: .proofNotKeyHint)
        case .notSigned: CommandFault(.integrity, "not-signed", .proofNotSigned, hint: .proofNotSignedHint)
        case .badCosignature(let name):
            CommandFault(.integrity, "bad-cosignature", .proofBadCosignature, ["name": name], hint: .integrityKeepHint)
        case .proofFails: CommandFault(.integrity, "proof-fails", .proofFails, hint: .proofFailsHint)
        case .otherBeginning(let size):
            CommandFault(.badInput, "earlier-checkpoint", .proofBeginning, ["count": "\(size)"])
        }
    }

    /// A checkpoint or a proof; what is much longer than one is none.
    func proofText(_ path: String) throws -> String {
        if path == "-" { return try terminal.readToEnd(limit: 1 << 20) }
        do {
            return try NoteCommand.text(try WholeFile.read(path, limit: 1 << 20, waiting: true))
        } catch FileFault.unreadable(
            _, EFBIG)
        {
            throw Self.fault(.notACheckpoint, path: path)
        }
    }

    /// A witness's key demands a cosignature: what is none is refused, and so is one that there is nothing to hold against.
    /// - Parameter option: what would have brought the checkpoint; nil where it was given
    func requireWitnessKeys(_ keys: [String], on option: String?, of command: String) throws {
        let read = Result { () throws(ProofFault) in try SignedCheckpoint.requireWitnessKeys(keys) }
        if case .failure(let fault) = read { throw Self.fault(fault, path: "") }
        guard let option, !keys.isEmpty else { return }
        throw CommandFault(
            .usage, "usage", .proofWitnessOfNothing, ["option": catalogue.typed(option)], hint: .faultUsageHint,
            ["command": "tacet \(command)"])
    }

    /// Says who cosigned; a witness whose key was given must have.
    /// - Parameter moment: a time as it is shown
    func adding(_ checkpoint: SignedCheckpoint, to reply: Reply, _ moment: (UTCTime) -> String) -> Reply {
        var reply = reply
        reply.lines += cosigners(checkpoint, moment)
        reply.lines += checkpoint.missing.map { say(.proofNotCosigned, ["name": $0]) }
        if !checkpoint.missing.isEmpty { reply.status = .integrity }
        if case .object(var members) = reply.json {
            members["cosigners"] = Self.json(checkpoint.cosigners)
            members["cosignersMissing"] = .array(checkpoint.missing.map { .string($0) })
            reply.json = .object(members)
        }
        return reply
    }

    /// Who signed a checkpoint beside the practice.
    private func cosigners(_ checkpoint: SignedCheckpoint, _ moment: (UTCTime) -> String) -> [String] {
        checkpoint.cosigners.map { cosigner in
            let time = Int64(exactly: cosigner.time).flatMap { try? UTCTime(secondsSince1970: $0) }.map(moment) ?? "?"
            return say(
                cosigner.isChecked ? .proofCosigned : .proofCosignedUnchecked, ["name": cosigner.name, "time": time])
        }
    }

    static func json(_ cosigners: [Cosigner]) -> JSONValue {
        .array(
            cosigners.map { cosigner in
                let time = Int64(exactly: cosigner.time).flatMap { try? UTCTime(secondsSince1970: $0) }?.rfc3339
                return .object([
                    "name": .string(cosigner.name), "time": .optional(time), "checked": .boolean(cosigner.isChecked),
                ])
            })
    }
}
