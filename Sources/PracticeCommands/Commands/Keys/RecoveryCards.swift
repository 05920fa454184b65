import ArgumentParser
import Counseling
import Cryptography
import Practice
import RecordRoom

struct RecoveryUseCard: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "use-card", abstract: HelpLanguage.text(.helpRecoveryUseCard),
            discussion: HelpLanguage.text(.helpRecoveryUseCardMore))
    }
    @OptionGroup var common: CommonOptions
    @Argument(help: .text(.optionShortName)) var shortName: String
    @Option(help: .text(.optionCardFile, valueName: "file")) var cardFile: String?
    @Option(help: .text(.optionWorkFactor)) var workFactor = 18

    func perform(_ context: CommandContext) throws -> Reply {
        try context.requirePractice()
        let name = try ShortName(shortName)
        try context.announce(.recoveryCardBefore, ["path": context.folder.recoveryFile(name.text)])
        let wrong = CommandFault(.notAllowed, "recovery-card", .recoveryCardWrong, hint: .recoveryCardWrongHint)
        let practice = try context.withCode(
            .promptRecoveryCard, words: 10, inFile: cardFile, option: "--card-file", fault: wrong
        ) { card in
            try OpenPractice.useCard(
                context.folder, of: name, card: card, passphrase: { try context.newPassphrase() },
                workFactor: workFactor)
        }
        let own = try practice.room.ownEntry()
        context.speakLanguage(of: practice)
        let file = context.folder.identityFile(name.text)
        let reply = Reply(
            lines: [context.say(.recoveryCardUsed, ["person": name.text])],
            json: .object(["id": .string(own.id.hex), "identity": .string(file)]),
            remarks: [context.say(.recoveryCardUsedNext)],
            // Whoever gave the words has them.
            onceTold: { RecoveryCardMark(of: name, in: context.folder).wereShown() })
        return context.leaving(practice, with: reply)
    }
}

struct RecoveryMakeCard: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "make-card", abstract: HelpLanguage.text(.helpRecoveryMakeCard),
            discussion: HelpLanguage.text(.helpRecoveryMakeCardMore))
    }
    @OptionGroup var common: CommonOptions
    @Option(help: .text(.optionWorkFactor)) var workFactor = 18

    func perform(_ context: CommandContext) throws -> Reply {
        try context.inPractice(handingOn: true) { practice in
            let name = try ShortName(practice.identity.shortName)
            let path = context.folder.recoveryFile(name.text)
            try context.confirm(.recoveryMakeCardQuestion)
            let card = context.words(try randomWordNumbers(count: 10))
            try practice.makeCard(try SecretBytes(copying: Array(card.utf8)), workFactor: workFactor)
            return Reply(
                lines: [context.say(.recoveryCardMade, ["path": path]), "    " + card],
                json: .object(["recoveryFile": .string(path), "recoveryCode": .string(card)]),
                remarks: [context.say(.initKeepCopy)],
                onceTold: { RecoveryCardMark(of: name, in: context.folder).wereShown() })
        }
    }
}
