import ArgumentParser
import Counseling
import Practice
import RecordRoom

/// Proves to somebody outside that an entry is in the trail, or that the trail only grew; and checks such a proof, for which
/// neither a practice nor a passphrase is needed.
struct AuditProve: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "prove", abstract: HelpLanguage.text(.helpAuditProve),
            discussion: HelpLanguage.text(.helpAuditProveMore))
    }
    @OptionGroup var common: CommonOptions
    @Option(help: .text(.optionEntry, valueName: "number")) var entry: UInt64?
    @Option(help: .text(.optionEarlier, valueName: "file")) var since: String?
    @Option(help: .text(.optionProveIn, valueName: "file")) var checkpoint: String?
    @Option(help: .text(.optionCheckProof, valueName: "file")) var check: String?
    @Option(help: .text(.optionLogKey, valueName: "key")) var logKey: [String] = []
    @Option(help: .text(.optionWitnessKey, valueName: "key")) var witnessKey: [String] = []
    @Option(help: .text(.optionOut, valueName: "file")) var out: String?

    func perform(_ context: CommandContext) throws -> Reply {
        if let check {
            do { return try checked(check, context) } catch let fault as ProofFault {
                throw CommandContext.fault(fault, path: check)
            }
        }
        try context.requireWitnessKeys(witnessKey, on: "--check FILE", of: "audit prove")
        guard (entry == nil) != (since == nil) else { throw CommandFault(.usage, "bad-field", .proofWhat) }
        let out = context.file(self.out)
        let earlier = try since.map { try context.proofText($0) }
        let within = try checkpoint.map { try context.proofText($0) }
        return try context.inPractice { practice in
            let text: String
            do {
                text = try practice.room.visit(for: WritingCheckpoint.self, about: .practice) { visit in
                    if let earlier { return try visit.consistencyProof(since: earlier) }
                    return try visit.inclusionProof(of: entry ?? 0, in: within)
                }
            } catch RoomError.unusableFile(.notOurs) {
                throw CommandContext.fault(.notACheckpoint, path: since ?? checkpoint ?? "")
            } catch RoomError.notFound(.entry) {
                throw CommandFault(.notFound, "not-found", .proofNoEntry, ["number": "\(entry ?? 0)"])
            } catch RoomError.rolledBack {
                throw CommandFault(
                    .integrity, "checkpoint-contradicted", .proofContradicted, ["path": since ?? checkpoint ?? ""],
                    hint: .integrityRolledBackHint)
            }
            if let out { try WholeFile.write(Array(text.utf8), to: out, mode: 0o644, replacing: false) }
            return Reply(
                lines: out == nil
                    ? text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) : [],
                json: .object(["proof": .string(text)]),
                remarks: [
                    context.say(
                        since == nil
                            ? .proofEntryNext : text.hasPrefix("tacet-crossing ") ? .proofCrossingNext : .proofGrownNext
                    )
                ], layout: .exact)
        }
    }

    private func checked(_ path: String, _ context: CommandContext) throws -> Reply {
        let proof = try CheckedProof(
            try context.proofText(path), since: try since.map { try context.proofText($0) }, logKeys: logKey,
            witnessKeys: witnessKey)
        let checkpoint = proof.checkpoint
        var values = ["count": "\(checkpoint.size)"]
        var json: [String: JSONValue] = [
            "holds": .boolean(true), "practice": .string(checkpoint.practice), "epoch": .number(Int(checkpoint.epoch)),
            "entries": .count(checkpoint.size), "treeRoot": .string(checkpoint.root),
            "signer": .optional(checkpoint.signer),
        ]
        var lines: [String] = []
        switch proof.what {
        case .entry(let position, let actor, let changes, let hash):
            values["number"] = "\(position)"
            values["person"] = actor
            lines.append(context.say(.proofEntryHolds, values))
            json["entry"] = .count(position)
            json["actor"] = .string(actor)
            json["changes"] = changes.map { .number($0) } ?? .null
            json["leafHash"] = .string(hash)
        case .grown(let size):
            values["number"] = "\(size)"
            lines.append(context.say(.proofGrownHolds, values))
            json["since"] = .count(size)
        }
        lines.append(context.say(checkpoint.signer == nil ? .proofUnsigned : .proofSigned))
        // Whoever checks it may stand anywhere, also in the folder of another practice.
        return context.adding(checkpoint, to: Reply(lines: lines, json: .object(json))) { context.moment($0, at: nil) }
    }
}
