import ArgumentParser
import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom

struct DisclosureSend: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "send", abstract: HelpLanguage.text(.disclosureHelpSend),
            discussion: HelpLanguage.text(.disclosureHelpSendMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.disclosureOptionID)) var disclosure: String
    @Option(help: .text(.disclosureOptionRecipient, valueName: "age1…")) var recipient: String?
    @Flag(help: .text(.disclosureOptionPassphrase)) var passphrase = false
    @Option(help: .text(.disclosureOptionPassphraseOut, valueName: "file")) var passphraseOut: String?
    @Option(help: .text(.disclosureOptionOut, valueName: "file")) var out: String?
    @Option(help: .text(.optionWorkFactor)) var workFactor = 18

    func perform(_ context: CommandContext) throws -> Reply {
        guard (recipient != nil) != passphrase, passphrase || passphraseOut == nil else {
            throw context.fieldFault("recipient", .disclosureNeedsLock)
        }
        guard let out else { throw context.fieldFault("out", .disclosureNeedsOut) }
        try context.requireFile(out, option: "out")
        try context.requireFile(passphraseOut, option: "passphrase-out")
        let key = try recipient.map {
            guard let key = RecipientKey($0) else { throw context.fieldFault("recipient", .disclosureBadKey) }
            return key
        }
        // Before anything is counted as disclosed: what stands there stays, and what cannot be made is told.
        for path in [out, passphraseOut].compactMap(\.self) { try Self.requireFree(path) }
        let words = passphrase ? context.words(try randomWordNumbers(count: 6)) : nil
        return try context.inPractice { practice in
            let id = try context.disclosure(disclosure, in: practice)
            let wording = try context.wording(practice)
            var caseID: Identifier<CounselingCase>?
            func send() throws -> DisclosurePackage {
                let lock: PackageLock
                if let key {
                    lock = PackageLock(key)
                } else {
                    let secret = try SecretBytes(copying: Array((words ?? "").utf8))
                    lock = PackageLock(passphrase: secret, log2N: workFactor)
                }
                return try practice.room.visit(for: SendingDisclosure.self, about: .disclosure(id, of: caseID)) {
                    try $0.send(lock, wording)
                }
            }
            let entry = try context.disclosureEntry(id, in: practice) { _ = try send() }
            caseID = entry.disclosure.caseID
            var arguments = context.named(entry)
            arguments["path"] = out
            let me = try practice.room.ownEntry().id
            let mayAsk =
                [.approved, .sent].contains(entry.disclosure.state) && entry.disclosure.mayMake(.sent, me)
            if mayAsk {
                try context.confirm(.disclosureSendQuestion, because: .disclosureSendBefore, arguments)
            }
            // The passphrase first: a package that nobody can open would have left for nothing.
            if let words, let passphraseOut {
                try WholeFile.write(Array((words + "\n").utf8), to: passphraseOut, replacing: false)
            }
            let package: DisclosurePackage
            do { package = try send() } catch {
                if let passphraseOut, words != nil { try? FileManager.default.removeItem(atPath: passphraseOut) }
                guard case RoomError.denied(rule: .disclosureNotApproved) = error else {
                    throw try context.unlessStranded(error, entry, in: practice)
                }
                let plain = FaultText.denied(.disclosureNotApproved, context.catalogue)
                throw CommandFault(
                    plain.status, plain.code, plain.sentence, hint: Self.next(entry.disclosure.state), arguments)
            }
            try WholeFile.write(package.bytes, to: out, replacing: false)
            var json: [String: JSONValue] = [
                "id": .string(id.hex), "state": .string("sent"), "package": .string(package.digest),
                "path": .string(out),
            ]
            if let words, passphraseOut == nil { json["passphrase"] = .string(words) }
            return Reply(
                lines: [context.say(.disclosureSendAfter, arguments)], json: .object(json),
                remarks: remarks(entry, arguments, words, context))
        }
    }

    private func remarks(
        _ entry: DisclosureEntry, _ arguments: [String: String], _ words: String?, _ context: CommandContext
    ) -> [String] {
        var remarks = entry.disclosure.state == .sent ? [context.say(.disclosureSendAgain)] : []
        if let words {
            remarks.append(
                passphraseOut.map { context.say(.disclosureSendPassphraseFile, ["path": $0]) }
                    ?? context.say(.disclosureSendPassphrase, ["words": words]))
        }
        return remarks + [context.say(words == nil ? .disclosureSendOpenKey : .disclosureSendOpen, arguments)]
    }

    /// What comes before it is sent.
    private static func next(_ state: DisclosureState) -> Sentence {
        switch state {
        case .requested: .disclosureRuleNotPreparedNext
        case .prepared, .approved, .sent: .disclosureRuleNotApprovedNext
        case .refusing, .refused, .withdrawn: .disclosureRuleOverNext
        }
    }

    private static func requireFree(_ path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else { throw FileFault.exists(path) }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path(percentEncoded: false)
        guard FileManager.default.isWritableFile(atPath: folder) else { throw FileFault.unwritable(path, code: ENOENT) }
    }
}
