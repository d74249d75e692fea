-- The clients of bench/run: wrk -s wrk/load.lua URL -- scenario=… tokens=… range=… nonce=…
-- Every request is another one: another record, another actor, another Idempotency-Key. The rules
-- by which a number gives an id are those of data.sql.

local thread_count = 0
function setup(thread)
  thread:set("thread_index", thread_count)
  thread_count = thread_count + 1
end

local DONGS = 40
local FIRST = 100000000000 -- ids end in FIRST + number
local options = {}
local tokens = {} -- dong index -> list of tokens
local n = 0

local function request_text(method, path, headers, body)
  local lines = { method, " ", path, " HTTP/1.1\r\nHost: ", wrk.host, "\r\n" }
  for _, header in ipairs(headers) do
    lines[#lines + 1] = header
    lines[#lines + 1] = "\r\n"
  end
  if body then
    lines[#lines + 1] = "Content-Type: application/json\r\nContent-Length: " .. #body .. "\r\n"
  end
  lines[#lines + 1] = "\r\n"
  lines[#lines + 1] = body or ""
  return table.concat(lines)
end

local function authorization(dong)
  local list = tokens[dong]
  return "Authorization: Bearer " .. list[n % #list + 1]
end

local scenario = {}

function scenario.static()
  return options.text
end

function scenario.read()
  local visit = math.random(0, options.visits - 1)
  return request_text("GET", options.path .. "01900000-0000-7000-8003-" .. string.format("%d", FIRST + visit),
    { authorization(visit % DONGS) })
end

function scenario.list()
  local day = options.days[math.random(1, #options.days)]
  return request_text("GET", options.path .. day, { authorization(math.random(0, DONGS - 1)) })
end
