/** KEYS: for each budget its counter and its leases. ARGV: now, if given. Answers spent and reserved of each. */
export const SPENDING = String.raw`
local now = clock(tonumber(ARGV[1]))
local answer = {}
for index = 1, #KEYS, 2 do
  local counter = kinds.budget.load({ key = KEYS[index], leases = KEYS[index + 1] }, now)
  answer[#answer + 1] = whole(counter.spent)
  answer[#answer + 1] = whole(counter.reserved)
end
return answer
`;
