import ArgumentParser
import Counseling
import Cryptography
import Foundation
import Glibc
import Practice
import RecordRoom

/// Starts the agent, so that the next commands do not ask for the passphrase.
struct UnlockCommand: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "unlock", abstract: HelpLanguage.text(.helpUnlock),
            discussion: HelpLanguage.text(.helpUnlockMore))
    }
    @OptionGroup var common: CommonOptions
    @Option(help: .text(.optionIdle, valueName: "length")) var idle: String?
    @Option(name: .customLong("for"), help: .text(.optionUnlockFor, valueName: "length")) var total: String?

    func perform(_ context: CommandContext) throws -> Reply {
        let limits = try chosenLimits(context)
        try context.requirePractice()
        let person = try context.actingShortName()
        try context.requireIdentity(person)
        if AgentConnection.find(person, in: context.folder) != nil {
            return try told(person, context, as: .unlockAlready, next: .unlockAlreadyNext)
        }
        try context.announce(
            .unlockBefore,
            ["person": person.text, "idle": "\(limits.idle / 60)", "total": Self.length(limits.total, context)])
        try context.warnOfMemory()
        do {
            try Agent.start(
                person, in: context.folder, passphrase: try context.passphrase(of: person), limits: limits)
        } catch AgentFault.busy {
            // Somebody was quicker: one wins, and the other sees the same.
            var attempt = 0
            while AgentConnection.find(person, in: context.folder) == nil {
                guard attempt < 250 else { throw AgentFault.busy }
                attempt += 1
                usleep(20_000)
            }
        } catch RoomError.unusableFile(let fault) where fault != .otherName {
            throw CommandFault(
                .badInput, "unusable-file", .faultIdentityDamaged, ["path": context.folder.identityFile(person.text)],
                hint: .faultIdentityDamagedHint)
        }
        do { return try told(person, context, as: .unlockAfter, next: .unlockNext) } catch {
            // Whom the practice does not let in needs no agent.
            _ = try? Agent.lock([person], in: context.folder)
            throw error
        }
    }

    /// Whole hours as hours, for nobody thinks of a working day in minutes.
    private static func length(_ seconds: Int, _ context: CommandContext) -> String {
        let minutes = seconds / 60
        guard minutes >= 60, minutes % 60 == 0 else { return context.say(.unlockMinutes, ["count": "\(minutes)"]) }
        return context.say(minutes == 60 ? .unlockHour : .unlockHours, ["count": "\(minutes / 60)"])
    }

    private func chosenLimits(_ context: CommandContext) throws -> AgentLimits {
        func seconds(_ typed: String?, _ option: String, _ usual: Int, _ longest: Int) throws -> Int {
            guard let typed else { return usual }
            guard let minutes = try? NaturalTime.readLength(typed, at: FieldPath(stringLiteral: option)),
                minutes * 60 <= longest
            else {
                throw CommandFault(
                    .badInput, "bad-field", .faultField,
                    [
                        "field": option,
                        "reason": context.say(.faultReasonLimit, ["least": "5", "most": "\(longest / 60)"]),
                    ], hint: .faultFieldHint)
            }
            return minutes * 60
        }
        let usual = AgentLimits.usual
        let total = try seconds(total, "for", usual.total, AgentLimits.longestTotal)
        let idle = try seconds(idle, "idle", min(usual.idle, total), AgentLimits.longestIdle)
        return AgentLimits(idleSeconds: idle, totalSeconds: total) ?? usual
    }

    /// Enters the practice through the agent: what waits is told, and somebody who does not belong is noticed at once.
    private func told(_ person: ShortName, _ context: CommandContext, as after: Sentence, next: Sentence) throws
        -> Reply
    {
        var context = context
        guard let agent = AgentConnection.find(person, in: context.folder) else { throw AgentFault.failed }
        context.unlocked = try agent.identity()
        let state = agent.state
        return try context.inPractice { practice in
            let times = try context.times(practice)
            return Reply(
                lines: [context.say(after, context.arguments(of: state, times))], json: context.json(of: state, times),
                remarks: [context.say(next)] + (state.isMemoryLocked ? [] : [context.say(.waitingMemory)]))
        }
    }
}

/// Ends agents.
struct LockCommand: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: "lock", abstract: HelpLanguage.text(.helpLock), discussion: HelpLanguage.text(.helpLockMore))
    }
    @OptionGroup var common: CommonOptions
    @Flag(help: .text(.optionLockAll)) var all = false

    func perform(_ context: CommandContext) throws -> Reply {
        let ended: Int
        if all {
            ended = try Agent.lockAll(context.folder)
        } else if let named = common.as ?? context.environment["TACET_AS"], !named.isEmpty {
            ended = try Agent.lock([try ShortName(named)], in: context.folder)
        } else {
            ended = try Agent.lock(context.folder.identities().compactMap { try? ShortName($0) }, in: context.folder)
        }
        return Reply(
            lines: [context.say(ended == 0 ? .lockNothing : .lockAfter, ["count": "\(ended)"])],
            json: .object(["locked": .number(ended)]))
    }
}

/// The agent's own process. `unlock` starts it; nobody else has a use for it.
struct AgentCommand: TacetCommand {
    static var manual: CommandConfiguration {
        CommandConfiguration(
            commandName: Agent.command, abstract: HelpLanguage.text(.helpAgent), shouldDisplay: false)
    }
    @OptionGroup var common: CommonOptions
    @Option(help: .text(.optionSeconds)) var idleSeconds: Int
    @Option(help: .text(.optionSeconds)) var totalSeconds: Int

    func perform(_ context: CommandContext) throws -> Reply {
        guard !context.terminal.inputIsTerminal, let named = common.as,
            let limits = AgentLimits(idleSeconds: idleSeconds, totalSeconds: totalSeconds)
        else { throw CommandFault(.usage, "usage", .helpAgent, hint: .faultUsageHint, ["command": "tacet unlock"]) }
        Agent.serve(try ShortName(named), in: context.folder, limits: limits)
        return Reply()
    }
}
