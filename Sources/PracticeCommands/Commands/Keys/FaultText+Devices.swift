import RecordRoom

extension FaultText {
    /// What stands in the way of bringing keys to another computer.
    static func fault(_ fault: DeviceFault) -> CommandFault {
        switch fault {
        case .notARequest:
            CommandFault(.badInput, "device-request", .deviceFaultRequest, hint: .deviceFaultAgainHint)
        case .otherPerson:
            CommandFault(.badInput, "for-someone-else", .deviceFaultPerson, hint: .deviceFaultPersonHint)
        case .tooOld: CommandFault(.tryAgain, "device-request-old", .deviceFaultOld, hint: .deviceFaultAgainHint)
        case .fromTheFuture:
            CommandFault(.tryAgain, "device-request-old", .deviceFaultAhead, hint: .deviceFaultAheadHint)
        case .otherCode: CommandFault(.notAllowed, "device-code", .deviceFaultCode, hint: .deviceFaultCodeHint)
        case .inUse: CommandFault(.tryAgain, "device-in-use", .deviceFaultUsed, hint: .deviceFaultAgainHint)
        case .lost: CommandFault(.tryAgain, "device-lost", .deviceFaultLost, hint: .deviceFaultAgainHint)
        case .notATransfer:
            CommandFault(.badInput, "device-transfer", .deviceFaultTransfer, hint: .deviceFaultTransferHint)
        case .otherRequest:
            CommandFault(.badInput, "for-someone-else", .deviceFaultOtherRequest, hint: .deviceFaultTransferHint)
        case .transferAltered:
            CommandFault(.integrity, "transfer-altered", .deviceFaultAltered, hint: .deviceFaultAlteredHint)
        case .notAllowed:
            CommandFault(.integrity, "device-not-allowed", .deviceFaultUnknown, hint: .integrityRolledBackHint)
        }
    }
}
