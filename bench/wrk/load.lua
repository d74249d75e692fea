-- The clients of bench/run and bench/scale: wrk -s wrk/load.lua URL -- scenario=… tokens=FILE base=… etag=…
-- Every request is another one: another record, another actor, another Idempotency-Key. The rules
-- by which a number gives an id are those of data.sql; the same as in lib/ceiling.mjs.

local thread_count = 0
function setup(thread)
  thread:set("thread_index", thread_count)
  thread_count = thread_count + 1
end

local DONGS, NURSES, VISITS = 40, 6, 2000000
local PREFIX, FIRST = "01900000-0000-7000-", 100000000000 -- ids end in FIRST + number
local options, tails, scenario = {}, {}, {}
local next_request
local n = 0

-- What follows the path, up to the end of the authorization header; made once for each actor, so
-- that the load generator costs little: it shares the two cores.
local function tail(dong, nurse)
  return tails[dong * NURSES + nurse]
end

function scenario.read()
  local head = "GET /v1/visits/" .. PREFIX .. "8003-"
  return function()
    local visit = math.random(0, VISITS - 1)
    return head .. (FIRST + visit) .. tail(visit % DONGS, n % NURSES) .. "\r\n"
  end
end

function scenario.list()
  local heads = {}
  for day = 0, 1400 do
    heads[day] = "GET /v1/visits?limit=20&from=" .. os.date("!%Y-%m-%d", 1672617600 + 86400 * day) .. "T00:00:00Z" -- from 2023-01-02
  end
  return function()
    return heads[math.random(0, 1400)] .. tail(math.random(0, DONGS - 1), n % NURSES) .. "\r\n"
  end
end

local function post(dong, nurse, key, body)
  return table.concat({ "POST /v1/visits", tail(dong, nurse), "Idempotency-Key: ", key,
    "\r\nContent-Type: application/json\r\nContent-Length: ", #body, "\r\n\r\n", body })
end

function scenario.create()
  local base = tonumber(options.base) + 500000 * thread_index
  return function()
    local c = base + n
    local nurse = c % (DONGS * NURSES)
    local dong = math.floor(nurse / NURSES)
    local start = 1893456000 + 900 * math.floor(c / (DONGS * NURSES)) -- from 2030-01-01
    local body = table.concat({ '{"resident_id":"', PREFIX, "8002-", FIRST + math.random(0, 12499) * DONGS + dong,
      '","program":"senior-level","kind":"home","planned_start":"', os.date("!%Y-%m-%dT%H:%M:%SZ", start),
      '","planned_end":"', os.date("!%Y-%m-%dT%H:%M:%SZ", start + 600), '","notes":"혈압약 복용 확인"}' })
    return post(dong, nurse % NURSES, "bench-" .. c, body)
  end
end

-- Eight reads, one list, one creation.
function scenario.mixed()
  local read, list, create = scenario.read(), scenario.list(), scenario.create()
  return function()
    local kind = n % 10
    return kind == 0 and create() or kind == 5 and list() or read()
  end
end

local function always(path, header)
  local request = "GET " .. path .. " HTTP/1.1\r\nHost: " .. wrk.host .. "\r\n" .. header .. "\r\n\r\n"
  return function() return request end
end

scenario["openapi 304"] = function()
  return always("/v1/openapi.json", "If-None-Match: " .. options.etag)
end

scenario["404"] = function()
  return always("/v1/nothing", "Accept: application/json")
end

scenario["401"] = function()
  return always("/v1/visits", "Accept: application/json")
end

-- Paths from a file, any of them next; no token.
function scenario.paths()
  local requests = {}
  for path in io.lines(options.paths) do
    requests[#requests + 1] = "GET " .. path .. " HTTP/1.1\r\nHost: " .. wrk.host .. "\r\n\r\n"
  end
  return function() return requests[math.random(#requests)] end
end

-- Requests from a file, any of them next: whose (a line of the tokens), method, path, body, apart by tabs.
function scenario.requests()
  local requests = {}
  for line in io.lines(options.requests) do
    local whose, method, path, body = line:match("^(%d+)\t(%u+)\t([^\t]+)\t(.*)$")
    local content = body == "" and "\r\n"
      or table.concat({ "Content-Type: application/json\r\nContent-Length: ", #body, "\r\n\r\n", body })
    requests[#requests + 1] = table.concat({ method, " ", path, tails[tonumber(whose)], content })
  end
  return function() return requests[math.random(#requests)] end
end

-- A visit is planned, and with steps=3 begun and ended too, by the nurse of a line of the file (whose, resident), for a
-- time of its own. One connection per thread: the steps of a visit come in turn.
function scenario.course()
  local whose, resident = {}, {}
  for line in io.lines(options.nurses) do
    local actor, id = line:match("^(%d+)\t(%S+)$")
    whose[#whose + 1], resident[#resident + 1] = tonumber(actor), id
  end
  local steps, made = tonumber(options.steps), tonumber(options.base) + 30000 * thread_index
  local ways = { "", "/check-in", "/complete" }
  if thread_index == 0 then n = -1 end -- wrk asks the first thread once only to look at what it gets
  return function()
    local step = (math.max(n, 1) - 1) % steps + 1
    if step == 1 then made = made + 1 end
    local id = PREFIX .. "8009-" .. (FIRST + made)
    local nurse = made % #whose + 1
    local start = 2208988800 + 900 * math.floor(made % 10000000 / #whose) -- from 2040-01-01
    local body, header = '{"outcome":"done"}', 'If-Match: "' .. step - 1 .. '"\r\n'
    if step == 1 then
      header = "Idempotency-Key: " .. id .. "\r\n"
      body = table.concat({ '{"id":"', id, '","resident_id":"', resident[nurse], '","program":"senior-level","kind":"home","planned_start":"',
        os.date("!%Y-%m-%dT%H:%M:%SZ", start), '","planned_end":"', os.date("!%Y-%m-%dT%H:%M:%SZ", start + 600), '"}' })
    elseif step == 2 then
      body = "{}"
    end
    return table.concat({ "POST /v1/visits", step > 1 and "/" .. id or "", ways[step], tails[whose[nurse]], header,
      "Content-Type: application/json\r\nContent-Length: ", #body, "\r\n\r\n", body })
  end
end

function scenario.static()
  return always("/" .. options.file, "Accept: application/json")
end

-- Ten errors: eight properties that do not fit, one that is missing, one that is unknown.
scenario["400 of ten errors"] = function()
  local requests = {}
  for i = 0, DONGS * NURSES - 1 do
    requests[i] = post(math.floor(i / NURSES), i % NURSES, "bench",
      '{"resident_id":"x","program":5,"kind":"moon","staff_id":"y","team":"none","joint":"maybe","planned_start":"soon","notes":7,"other":1}')
  end
  return function() return requests[n % (DONGS * NURSES)] end
end

local function read_tokens(file)
  local index = 0
  for token in io.lines(file) do
    tails[index] = " HTTP/1.1\r\nHost: " .. wrk.host .. "\r\nAuthorization: Bearer " .. token .. "\r\n"
    index = index + 1
  end
end

function init(arguments)
  for _, pair in ipairs(arguments) do
    local name, value = pair:match("^(%w+)=(.*)$")
    options[name] = value
  end
  math.randomseed(tonumber(options.seed or "1") * 16 + thread_index)
  if options.tokens then read_tokens(options.tokens) end
  next_request = scenario[options.scenario]()
end

function request()
  n = n + 1
  return next_request()
end

function done(summary, latency)
  local e = summary.errors
  print(string.format('RESULT {"requests":%d,"duration_us":%d,"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d,"p50_us":%d,"p99_us":%d,"bytes":%d}',
    summary.requests, summary.duration, e.connect, e.read, e.write, e.status, e.timeout, latency:percentile(50), latency:percentile(99), summary.bytes))
end
