-- What a payment file asks the finance system to pay, one line an aid.

-- name: aid_payment_items_list
-- order: id
select i.id, i.file_id, i.aid_id, i.dong_code, i.resident_id, i.amount, i.payee_name, i.payee_bank, i.payee_account, i.outcome,
       i.paid_on, i.reference, i.failure, i.answered_at
  from aid_payment_item i
 where i.file_id = :id and i.dong_code = any(:actor_dongs)
 order by i.id;
